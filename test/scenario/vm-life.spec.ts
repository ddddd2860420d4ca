/** One vm from its creation to its end, over HTTP, through every service. */
import { fakeNetwork } from '@chronovisor/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { House } from './support/house.ts';
import { LittleHost } from './support/little-host.ts';

let house: House;
let host: LittleHost;

beforeEach(async () => {
  const network = fakeNetwork();
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
  disks: [{ size: '1GiB' }],
  nics: [{ network: 'default' }, { network: 'user' }],
  start: true,
};

describe('a vm', () => {
  it('is made, runs, goes off and leaves nothing', async () => {
    const { api } = house;
    await api.succeed('POST', '/vms', body);
    expect(await api.vm('web-1')).toMatchObject({ status: 'running', operation: null, host: 'h1' });
    expect([host.times('StartVm'), host.times('CreateVolume'), host.times('ActivateNetwork')]).toEqual([1, 1, 1]);
    await api.succeed('POST', '/vms/web-1/shutdown');
    expect(await api.vm('web-1')).toMatchObject({ status: 'off', operation: null });
    await api.succeed('DELETE', '/vms/web-1?volumes=delete');
    expect((await api.get('/vms/web-1')).status).toBe(404);
    expect([host.vms.size, host.volumes.size]).toEqual([0, 0]);
    expect(await api.list('/volumes')).toEqual([]);
    await api.succeed('POST', '/vms', body);
  });
});
