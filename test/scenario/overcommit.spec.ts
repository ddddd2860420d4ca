/** What runs on a host stays within its capacity times its overcommit, however many vms start at once. */
import { hostClock } from '@chronovisor/bus';
import { fakeNetwork } from '@chronovisor/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { House } from './support/house.ts';
import { LittleHost } from './support/little-host.ts';

const GIB = 1024 ** 3;
const CPUS = 4;
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

const make = (name: string, more: object = {}) =>
  house.api.succeed('POST', '/vms', { name, vcpus: 1, memory: '64MiB', ...more });
const overcommit = (settings: object) => house.api.request('PATCH', '/hosts/h1', { body: { overcommit: settings } });
const reserved = async () => (await house.api.get('/hosts/h1')).body['reserved'];
const start = (name: string) => house.api.request('POST', `/vms/${name}/start`);

describe('a host', () => {
  it('is overcommitted as usual until somebody says otherwise', async () => {
    expect((await house.api.get('/hosts/h1')).body).toMatchObject({
      overcommit: { vcpus: 64, memory: 1 },
      reserved: { vcpus: 0, memory: 0 },
    });
    await house.api.succeed('PATCH', '/hosts/h1', { overcommit: { vcpus: 2 } });
    expect((await house.api.get('/hosts/h1')).body).toMatchObject({ overcommit: { vcpus: 2, memory: 1 } });
    expect(await overcommit({ vcpus: 0 })).toMatchObject({
      status: 400,
      body: { code: 'request.invalid', errors: [{ pointer: '/overcommit/vcpus' }] },
    });
  });

  it('refuses a start it has no room for, says how much is free, and takes it when another vm is off', async () => {
    await house.api.succeed('PATCH', '/hosts/h1', { overcommit: { memory: 0.1 } });
    await make('a', { memory: '4GiB' });
    await make('b', { memory: '4GiB' });
    await house.api.succeed('POST', '/vms/a/start');
    expect(await reserved()).toEqual({ vcpus: 1, memory: 4 * GIB });
    expect(await start('b')).toMatchObject({
      status: 507,
      body: {
        code: 'host.overcommit-exceeded',
        detail: expect.stringMatching(/the host h1 has no room: 4GiB of memory asked for, .* of .* free/),
        hint: expect.stringContaining('Stop vms there'),
      },
    });
    expect(await house.api.vm('b')).toMatchObject({ status: 'off', operation: null });
    await house.api.succeed('POST', '/vms/a/stop');
    await house.api.succeed('POST', '/vms/b/start');
    expect(await reserved()).toEqual({ vcpus: 1, memory: 4 * GIB });
  });

  it('lets just as many of forty start at once as there is room for', async () => {
    await house.api.succeed('PATCH', '/hosts/h1', { overcommit: { vcpus: 4 } });
    const names = Array.from({ length: 40 }, (_, i) => `w${i}`);
    await Promise.all(names.map((name) => make(name)));
    const answers = await Promise.all(names.map(start));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(CPUS * 4);
    expect(answers.filter(({ body }) => body['code'] === 'host.overcommit-exceeded')).toHaveLength(40 - CPUS * 4);
    for (const { body } of answers.filter(({ status }) => status === 202)) await house.api.waitFor(String(body['id']));
    expect(await reserved()).toMatchObject({ vcpus: CPUS * 4 });
  });

  it('takes a creation back whose boot finds no room', async () => {
    await house.api.succeed('PATCH', '/hosts/h1', { overcommit: { vcpus: 0.5 } });
    const failed = await house.api.perform('POST', '/vms', { name: 'a', vcpus: 3, memory: '64MiB', start: true });
    expect(failed).toMatchObject({ status: 'failed', problem: { code: 'host.overcommit-exceeded' } });
    expect(await house.api.list('/vms')).toEqual([]);
    expect(await reserved()).toEqual({ vcpus: 0, memory: 0 });
  });

  it('has the room back after a start that failed', async () => {
    await make('a');
    host.be('fails', 'compute.StartVm');
    expect(await house.api.perform('POST', '/vms/a/start')).toMatchObject({ status: 'failed' });
    expect(await reserved()).toEqual({ vcpus: 0, memory: 0 });
  });

  it('is not limited below what runs on it, and says how much that is', async () => {
    await make('a', { vcpus: 3 });
    await house.api.succeed('POST', '/vms/a/start');
    expect(await overcommit({ vcpus: 0.5 })).toMatchObject({
      status: 400,
      body: {
        code: 'host.overcommit-below-use',
        errors: [{ pointer: '/overcommit/vcpus', detail: '3 vcpus in use' }],
      },
    });
    await house.api.succeed('POST', '/vms/a/stop');
    await house.api.succeed('PATCH', '/hosts/h1', { overcommit: { vcpus: 0.5 } });
    expect(await start('a')).toMatchObject({ status: 507 });
  });
});
