/** An operation whose undo the host will not carry out, and the three ways on, over HTTP and through every service. */
import type { NewEvent } from '@chronovisor/event-store';
import { eventually, fakeNetwork } from '@chronovisor/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { House } from './support/house.ts';
import { LittleHost } from './support/little-host.ts';

let house: House;
let host: LittleHost;
let id: string;

const operation = async () => (await house.api.get(`/operations/${id}`)).body;
const becomes = (status: string) => eventually(async () => (await operation())['status'] === status);
const failedUndo = async () =>
  (await house.events()).find(({ type, data }) => type === 'saga.StepFailed' && 'undo' === Object(data).direction);

/** All the tries of an undo take minutes: after the first, the log is told that they are over. */
const giveUp = async (): Promise<void> => {
  const { stream, meta, data } = await eventually(failedUndo);
  await house.stop();
  const { step, problem } = Object(data);
  const given = { version: 1, meta };
  const failed = { ...Object(data), retryAt: null } as NewEvent['data'];
  await house.write(stream, [
    { ...given, type: 'saga.StepFailed', data: failed },
    { ...given, type: 'saga.Stuck', data: { step, problem } },
  ]);
  await house.start();
};

beforeEach(async () => {
  const network = fakeNetwork();
  house = await House.build(() => network.connect());
  host = new LittleHost(network.connect());
  await house.start();
  await host.start();
  await house.hasHost('h1');
});

/** A creation whose start fails, and whose undo of one kind fails as well. */
const getStuckAt = async (undo: string): Promise<void> => {
  host.be('fails', 'compute.StartVm');
  host.be('fails', undo);
  const asked = await house.api.post('/vms', { name: 'web-1', disks: [{ size: '1GiB' }], start: true });
  id = String(asked.body['id']);
  await giveUp();
  await becomes('stuck');
};
afterEach(async () => {
  await host.close();
  await house.close();
});

describe('a stuck operation', () => {
  beforeEach(() => getStuckAt('storage.DeleteVolume'));

  it('tries its undo again when told to, and leaves nothing behind', async () => {
    host.relent('storage.DeleteVolume');
    const answer = await house.api.post(`/operations/${id}/retry`);
    expect([answer.status, answer.body['id']]).toEqual([202, id]);
    await becomes('failed');
    expect([host.volumes.size, host.vms.size]).toEqual([0, 0]);
    expect(await house.api.list('/volumes')).toEqual([]);
  });

  it('gives the undo all its tries anew, not one more', async () => {
    await house.api.post(`/operations/${id}/retry`);
    const undone = async () =>
      (await house.events()).filter(
        ({ type, data }) => type === 'saga.StepFailed' && Object(data).direction === 'undo',
      );
    await eventually(async () => (await undone()).length > 2);
    expect((await undone()).at(-1)?.data).toMatchObject({ retryAt: expect.any(String) });
    expect(await operation()).toMatchObject({ status: 'running' });
  });

  it('goes on without the undo when told to skip it', async () => {
    expect((await house.api.post(`/operations/${id}/skip`)).status).toBe(202);
    await becomes('failed');
    expect(host.volumes.size).toBe(1);
    expect((await house.api.get('/vms/web-1')).status).toBe(404);
  });

  it.each(['skip', 'force'])(
    'leaves by %s a volume that is seen, that goes when told to, and a name that is free',
    async (way) => {
      await house.api.post(`/operations/${id}/${way}`);
      await becomes('failed');
      const [left] = await house.api.list('/volumes');
      host.relent('storage.DeleteVolume');
      expect((await house.api.request('DELETE', `/volumes/${String(left?.['id'])}`)).status).toBe(202);
      await eventually(async () => (await house.api.list('/volumes')).length === 0);
      expect(host.volumes.size).toBe(0);
      expect((await house.api.post('/vms', { name: 'web-1' })).status).toBe(202);
    },
  );

  it('ends as it is when forced, once', async () => {
    expect((await house.api.post(`/operations/${id}/force`)).status).toBe(202);
    await becomes('failed');
    const again = await house.api.post(`/operations/${id}/force`);
    expect([again.status, again.body]).toMatchObject([409, { code: 'saga.not-stuck', hint: expect.any(String) }]);
    expect(await house.count('saga.Unstuck')).toEqual({ 'saga.Unstuck': 1 });
  });

  it('has each order on the audit trail, with who gave it', async () => {
    await house.api.post(`/operations/${id}/skip`);
    await eventually(async () =>
      (await house.api.list('/audit')).some(
        (record) => record['action'] === 'skipOperation' && record['operationId'] === id && record['status'] === 202,
      ),
    );
    const [unstuck] = (await house.events()).filter(({ type }) => type === 'saga.Unstuck');
    expect(unstuck).toMatchObject({ data: { how: 'skip', by: 'admin' }, meta: { actorId: 'admin' } });
  });
});

describe('an operation that is stuck at what its host has of the vm', () => {
  beforeEach(() => getStuckAt('compute.RemoveVm'));

  it.each(['skip', 'force'])('leaves by %s a vm that can be deleted with all that is its own', async (way) => {
    await house.api.post(`/operations/${id}/${way}`);
    await becomes('failed');
    expect(await house.api.vm('web-1')).toMatchObject({ status: 'off', operation: null });
    host.relent('compute.RemoveVm');
    await house.api.succeed('DELETE', '/vms/web-1');
    expect((await house.api.get('/vms/web-1')).status).toBe(404);
    expect(await house.api.list('/volumes')).toEqual([]);
    expect([host.volumes.size, host.vms.size]).toEqual([0, 0]);
  });
});

describe('an operation that is not stuck', () => {
  it('takes no such order, whatever it is made of', async () => {
    const { body } = await house.api.post('/networks', { name: 'lan', kind: 'nat' });
    const single = String(body['id']);
    for (const verb of ['retry', 'skip', 'force']) {
      const answer = await house.api.post(`/operations/${single}/${verb}`);
      expect([answer.status, answer.body]).toMatchObject([409, { code: 'saga.not-stuck' }]);
    }
    const missing = await house.api.post('/operations/nothing/retry');
    expect([missing.status, missing.body]).toMatchObject([404, { code: 'operation.not-found' }]);
  });
});
