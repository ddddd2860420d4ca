/** One vm from its creation to its end, over HTTP, through every service; over a bus in memory and over NATS. */
import { type Bus, openNatsBus } from '@chronovisor/bus';
import { createLogger } from '@chronovisor/telemetry';
import { eventually, fakeNetwork, temporaryNats } from '@chronovisor/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { House, type Line } from './support/house.ts';
import { LittleHost } from './support/little-host.ts';

interface Wire {
  connect(): Promise<Line>;
  close(): Promise<void>;
}

const inMemory = async (): Promise<Wire> => {
  const network = fakeNetwork();
  return { connect: async () => network.connect(), close: async () => {} };
};

const overNats = async (): Promise<Wire> => {
  const nats = await temporaryNats();
  const log = createLogger('test', 'silent');
  const open = (): Promise<Bus> => openNatsBus({ url: nats.url, name: 'test', log });
  return {
    connect: async () => {
      const bus = await open();
      return Object.assign(bus, { disconnect: () => void bus.close() });
    },
    close: () => nats.stop(),
  };
};

const body = {
  name: 'web-1',
  memory: '512MiB',
  disks: [{ size: '1GiB' }],
  nics: [{ network: 'default' }, { network: 'user' }],
  start: true,
};

describe.each([
  ['in memory', inMemory],
  ['over NATS', overNats],
])('a vm %s', (_title, lay) => {
  let wire: Wire;
  let house: House;
  let host: LittleHost;

  beforeEach(async () => {
    wire = await lay();
    house = await House.build(() => wire.connect());
    host = new LittleHost(await wire.connect());
    await house.start();
    await host.start();
    await house.hasHost('h1');
  });
  afterEach(async () => {
    await host.close();
    await house.close();
    await wire.close();
  });

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

  it('keeps its volumes where they are to be kept', async () => {
    const { api } = house;
    await api.succeed('POST', '/vms', { ...body, start: false });
    expect(await api.vm('web-1')).toMatchObject({ status: 'off' });
    await api.succeed('DELETE', '/vms/web-1?volumes=keep');
    const [kept] = await api.list('/volumes');
    expect(kept).toMatchObject({ status: 'ready' });
    await api.succeed('POST', '/vms', { ...body, disks: [{ volume: kept?.['id'] }] });
    expect(host.times('CreateVolume')).toBe(1);
  });

  it('restarts, and is deleted by force while it runs', async () => {
    const { api } = house;
    await api.succeed('POST', '/vms', body);
    await api.succeed('POST', '/vms/web-1/restart');
    expect(await api.vm('web-1')).toMatchObject({ status: 'running', operation: null });
    expect([host.times('StartVm'), host.times('EndVm')]).toEqual([2, 1]);
    expect((await api.request('DELETE', '/vms/web-1')).status).toBe(409);
    await api.succeed('DELETE', '/vms/web-1?force=true&volumes=delete');
    expect([host.vms.size, host.volumes.size]).toEqual([0, 0]);
  });

  it('has its shutdown end by force when the guest does not listen', async () => {
    const { api } = house;
    await api.succeed('POST', '/vms', body);
    host.be('holds', 'compute.ShutdownVm');
    host.be('passes', 'compute.StopVm');
    await api.succeed('POST', '/vms/web-1/shutdown', { timeoutSeconds: 1, force: true });
    expect(await api.vm('web-1')).toMatchObject({ status: 'off', operation: null });
    expect(await house.count('compute.VmShutdownRequested', 'compute.VmStopRequested')).toEqual({
      'compute.VmShutdownRequested': 1,
      'compute.VmStopRequested': 1,
    });
  });

  it('goes on running while control is away, and is as it is when control returns', async () => {
    const { api } = house;
    await api.succeed('POST', '/vms', body);
    await house.stop();
    host.pullThePlug();
    await house.start();
    await eventually(async () => (await house.api.vm('web-1'))['status'] === 'off');
    expect(await house.count('compute.VmCrashed')).toEqual({ 'compute.VmCrashed': 1 });
    await house.api.succeed('POST', '/vms/web-1/start');
    expect(host.times('StartVm')).toBe(2);
  });
});
