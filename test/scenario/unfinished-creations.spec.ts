/** A creation that fails, or is given up, leaves nothing: no part on the host, no name, no address, nothing in the lists. */
import { hostClock } from '@chronovisor/bus';
import { eventually, fakeNetwork } from '@chronovisor/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../e2e/support/api.ts';
import { House } from './support/house.ts';
import { LittleHost, type Mood } from './support/little-host.ts';

let house: House;
let host: LittleHost;

beforeEach(async () => {
  const network = fakeNetwork({ after: (ms, run) => hostClock.after(ms / 10, run) });
  house = await House.build(() => network.connect());
  host = new LittleHost(network.connect());
  await house.start();
  await host.start();
  await house.hasHost('h1');
});
afterEach(async () => {
  await host.close();
  await house.close();
});

const body = {
  name: 'web-1',
  memory: '512MiB',
  disks: [{ size: '1GiB' }, { size: '2GiB' }],
  nics: [{ network: 'default' }, { network: 'user' }],
  start: true,
};

const ask = async (more: object = {}): Promise<string> => {
  const { body: operation } = await house.api.post('/vms', { ...body, ...more });
  return (operation as Operation).id;
};
const fails = async (): Promise<Operation> => {
  const operation = await house.api.waitFor(await ask());
  expect(operation.status).toBe('failed');
  return operation;
};

/** Keys that somebody holds still. */
const held = async (): Promise<readonly string[]> => {
  const keys = new Set<string>();
  for (const { type, data } of await house.events()) {
    const { kind, key } = data as { readonly kind?: string; readonly key?: string };
    if (type === 'claims.Claimed') keys.add(`${kind} ${key}`);
    if (type === 'claims.Released') keys.delete(`${kind} ${key}`);
  }
  return [...keys].filter((key) => /^(vm-name|mac|address) /.test(key));
};

const expectNothingLeft = async (): Promise<void> => {
  const { api } = house;
  expect((await api.get('/vms/web-1')).status).toBe(404);
  expect(await api.list('/vms')).toEqual([]);
  expect(await api.list('/volumes')).toEqual([]);
  expect([host.volumes.size, host.vms.size]).toEqual([0, 0]);
  expect(await held()).toEqual([]);
};

const expectAllWellAfterwards = async (): Promise<void> => {
  await house.api.succeed('POST', '/vms', body);
  expect(await house.api.vm('web-1')).toMatchObject({ status: 'running', operation: null });
};

const steps = ['storage.CreateVolume', 'network.ActivateNetwork', 'compute.StartVm'];
const moods: readonly Mood[] = ['refuses', 'fails'];

describe('a creation whose host', () => {
  it.each(moods.flatMap((mood) => steps.map((type) => [mood, type] as const)))(
    '%s %s tells why, leaves nothing and can be asked for again',
    async (mood, type) => {
      host.be(mood, type);
      const { problem } = await fails();
      expect(problem).toMatchObject({ code: 'test.host-failed' });
      await expectNothingLeft();
      host.relent(type);
      await expectAllWellAfterwards();
    },
  );

  it('cannot take back at once what it made is asked until it can', async () => {
    host.be('refuses', 'compute.StartVm');
    host.be('refuses', 'storage.DeleteVolume');
    const operationId = await ask();
    await eventually(async () => (await house.count('storage.VolumeDeletionFailed'))['storage.VolumeDeletionFailed']);
    host.relent('storage.DeleteVolume');
    expect(await house.api.waitFor(operationId)).toMatchObject({ status: 'failed' });
    await expectNothingLeft();
  });
});

describe('a creation that takes a volume which was there before', () => {
  it('gives it back', async () => {
    await house.api.succeed('POST', '/volumes', { name: 'data', size: '1GiB', pool: 'default' });
    host.be('fails', 'compute.StartVm');
    const operation = await house.api.waitFor(await ask({ disks: [{ volume: 'data' }, { size: '1GiB' }] }));
    expect(operation).toMatchObject({ status: 'failed' });
    expect(await house.api.list('/volumes')).toMatchObject([{ name: 'data', status: 'ready' }]);
    expect(host.volumes.size).toBe(1);
    await house.api.succeed('DELETE', '/volumes/data');
    await expectNothingLeft();
  });
});

describe('a creation that is given up', () => {
  const givenUp = async (): Promise<string> => {
    host.be('holds', 'storage.CreateVolume');
    const operationId = await ask();
    const requested = 'storage.VolumeCreationRequested';
    await eventually(async () => (await house.count(requested))[requested] === 2);
    expect((await house.api.request('DELETE', `/operations/${operationId}`)).status).toBe(202);
    return operationId;
  };
  const expectCancelled = async (operationId: string): Promise<void> => {
    expect(await house.api.waitFor(operationId)).toMatchObject({ status: 'cancelled' });
    expect(host.times('CreateVolume')).toBe(2);
    await expectNothingLeft();
  };

  it('leaves nothing, also of what its host has still under way', async () => {
    const operationId = await givenUp();
    host.relent('storage.CreateVolume');
    await expectCancelled(operationId);
    await expectAllWellAfterwards();
  });

  it('is taken back all the same when control dies in between', async () => {
    const operationId = await givenUp();
    house.kill();
    await house.start();
    host.relent('storage.CreateVolume');
    await expectCancelled(operationId);
  });
});
