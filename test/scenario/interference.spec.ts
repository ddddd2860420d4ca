/** People who act on what a saga is at: they are told to wait, or their act counts, and what the saga made never stays behind. */
import { hostClock } from '@chronovisor/bus';
import { eventually, fakeNetwork } from '@chronovisor/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../e2e/support/api.ts';
import { House } from './support/house.ts';
import { LittleHost } from './support/little-host.ts';

const BODY = {
  name: 'web-1',
  memory: '512MiB',
  disks: [{ size: '1GiB' }],
  nics: [{ network: 'default' }],
  start: true,
};

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

const asked = async (method: string, path: string): Promise<object> => {
  const { status, body } = await house.api.request(method, path, method === 'POST' ? { body: {} } : {});
  return { status, code: body['code'] };
};
const isAt = (type: string): Promise<unknown> => eventually(async () => (await house.count(type))[type]);
const expectNothing = async (): Promise<void> => {
  expect([await house.api.list('/vms'), await house.api.list('/volumes')]).toEqual([[], []]);
  expect([host.vms.size, host.volumes.size]).toEqual([0, 0]);
};

describe('a vm that is being made', () => {
  it('cannot be started, stopped, changed or deleted, nor its volume, until it is there', async () => {
    host.be('holds', 'compute.StartVm');
    const { body } = await house.api.post('/vms', BODY);
    await isAt('compute.VmStartRequested');
    const volume = await eventually(async () => (await house.api.list('/volumes'))[0]);
    expect(await asked('DELETE', '/vms/web-1')).toMatchObject({ status: 409, code: 'vm.building' });
    expect(await asked('POST', '/vms/web-1/pause')).toMatchObject({ status: 409 });
    expect(await asked('POST', '/vms/web-1/restart')).toMatchObject({ status: 409 });
    expect(await asked('DELETE', `/volumes/${String(volume['id'])}`)).toMatchObject({ status: 409 });
    host.relent('compute.StartVm');
    expect(await house.api.waitFor((body as Operation).id)).toMatchObject({ status: 'succeeded' });
    expect(await house.api.vm('web-1')).toMatchObject({ status: 'running', operation: null });
    await house.api.succeed('DELETE', '/vms/web-1?force=true');
    await expectNothing();
  });
});

describe('a creation that is being taken back', () => {
  it('is not deleted a second time by people, and still leaves nothing', async () => {
    host.be('refuses', 'compute.StartVm');
    host.be('holds', 'storage.DeleteVolume');
    const { body } = await house.api.post('/vms', BODY);
    await isAt('storage.VolumeDeletionRequested');
    const volume = await eventually(async () => (await house.api.list('/volumes'))[0]);
    const answers = [
      await house.api.request('DELETE', '/vms/web-1?force=true'),
      await house.api.request('DELETE', `/volumes/${String(volume['id'])}`),
    ];
    host.relent('storage.DeleteVolume');
    expect(await house.api.waitFor((body as Operation).id)).toMatchObject({ status: 'failed' });
    for (const answer of answers) {
      expect([202, 404, 409]).toContain(answer.status);
      if (answer.status === 202) await house.api.waitFor((answer.body as Operation).id);
    }
    await expectNothing();
    expect(host.times('DeleteVolume')).toBe(1);
  });

  it('finds what somebody else has deleted on the host meanwhile, and ends all the same', async () => {
    host.be('refuses', 'compute.StartVm');
    host.be('holds', 'storage.DeleteVolume');
    const { body } = await house.api.post('/vms', BODY);
    await isAt('storage.VolumeDeletionRequested');
    host.volumes.clear();
    host.relent('storage.DeleteVolume');
    expect(await house.api.waitFor((body as Operation).id)).toMatchObject({ status: 'failed' });
    await expectNothing();
  });
});
