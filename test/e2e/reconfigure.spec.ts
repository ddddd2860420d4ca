/** A vm's configuration changes while its guest runs, and the guest sees it: live, at the next start, and by a restart. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '@chronovisor/testing';
import { readyAgain, runInGuest, timesReady } from './support/guest-shell.ts';
import { type House, startHouse } from './support/house.ts';
import { QUIET, importTiny, tinyVm } from './support/tiny.ts';

const MIB = 2 ** 20;
let house: House;
let boot: { readonly cmdline: string };

beforeAll(async () => {
  house = await startHouse();
  boot = { cmdline: `${await importTiny(house.api)} ${QUIET}` };
  await house.api.succeed('POST', '/vms', {
    ...tinyVm('web-1', { vcpus: 2, memory: '256MiB', maxMemory: '1GiB', boot }),
    cpu: { sockets: 2, cores: 2, threads: 2 },
  });
  await house.api.serialHas('web-1', 'tiny is ready');
});
afterAll(() => house.close());

const say = (line: string): Promise<string> => runInGuest(house.api, 'web-1', line);
const vcpus = async (): Promise<number> => Number(await say('nproc'));
const memoryKib = async (): Promise<number> =>
  Number(/MemTotal:\s+(\d+) kB/u.exec(await say('grep MemTotal /proc/meminfo'))?.[1]);
const patch = (body: object, query = '') => house.api.request('PATCH', `/vms/web-1${query}`, { body });
const pid = async () => ((await house.api.vm('web-1'))['process'] as { readonly pid: number }).pid;

describe('a vm with room to grow', () => {
  it('shows how its vCPUs are laid out, and its guest sees them so', async () => {
    expect(await house.api.vm('web-1')).toMatchObject({
      vcpus: 2,
      cpu: { sockets: 2, cores: 2, threads: 2, maxVcpus: 8 },
      memory: 256 * MIB,
      maxMemory: 1024 * MIB,
    });
    const layout = 'cat /sys/devices/system/cpu/cpu[0-9]/topology/';
    expect((await say(`${layout}thread_siblings_list`)).trim().split(/\s+/u)).toEqual(['0-1', '0-1']);
    expect((await say(`${layout}physical_package_id`)).trim().split(/\s+/u)).toEqual(['0', '0']);
  });

  it('is given more of both while it runs, and gives memory back', async () => {
    const [process, memory] = [await pid(), await memoryKib()];
    await house.api.succeed('PATCH', '/vms/web-1', { vcpus: 5, memory: '512MiB', description: 'larger' });
    expect(await house.api.vm('web-1')).toMatchObject({
      status: 'running',
      vcpus: 5,
      memory: 512 * MIB,
      description: 'larger',
      operation: null,
    });
    await eventually(async () => expect(await vcpus()).toBe(5), { withinMs: 20_000 });
    expect((await memoryKib()) - memory).toBeGreaterThan(240 * 1024);
    const packages = await say('cat /sys/devices/system/cpu/cpu[0-9]/topology/physical_package_id');
    expect(new Set(packages.trim().split(/\s+/u))).toEqual(new Set(['0', '1']));
    await house.api.succeed('PATCH', '/vms/web-1', { memory: '256MiB' });
    expect(await memoryKib()).toBeLessThan(memory + 16 * 1024);
    expect(await vcpus()).toBe(5);
    expect(await pid()).toBe(process);
  });

  it('is asked twice and changes once', async () => {
    const headers = { 'idempotency-key': 'grow-once' };
    const send = () => house.api.request('PATCH', '/vms/web-1', { body: { vcpus: 6 }, headers });
    const [first, second] = [await send(), await send()];
    expect(second.body['id']).toBe(first.body['id']);
    await house.api.waitFor(String(first.body['id']));
    await house.api.succeed('PATCH', '/vms/web-1', { vcpus: 6 });
    await eventually(async () => expect(await vcpus()).toBe(6), { withinMs: 20_000 });
  });

  it('takes If-Match', async () => {
    const stale = { 'if-match': '"1"' };
    const answer = await house.api.request('PATCH', '/vms/web-1', { body: { vcpus: 3 }, headers: stale });
    expect(answer.status).toBe(412);
  });

  it('goes on with a change whose host process died in the middle of it, and knows what was plugged before', async () => {
    const asked = await patch({ vcpus: 7, memory: '384MiB' });
    await house.hosts.get('h1')?.kill('SIGKILL');
    await house.startHost('h1');
    expect(await house.api.waitFor(String(asked.body['id']))).toMatchObject({ status: 'succeeded' });
    await eventually(async () => expect(await vcpus()).toBe(7), { withinMs: 20_000 });
    await house.api.succeed('PATCH', '/vms/web-1', { memory: '512MiB' });
    expect(await house.api.vm('web-1')).toMatchObject({ vcpus: 7, memory: 512 * MIB });
  });

  it('goes on with a change while control was dead', async () => {
    const asked = await patch({ vcpus: 8, memory: '256MiB' });
    await house.control.kill('SIGKILL');
    await house.startControl();
    expect(await house.api.waitFor(String(asked.body['id']))).toMatchObject({ status: 'succeeded' });
    expect(await house.api.vm('web-1')).toMatchObject({ status: 'running', vcpus: 8, memory: 256 * MIB });
    await eventually(async () => expect(await vcpus()).toBe(8), { withinMs: 20_000 });
  });
});

describe('what cannot be', () => {
  it.each<readonly [string, object, number, readonly [code: string, pointer: string]]>([
    ['more vCPUs than there is room for', { vcpus: 9 }, 400, ['vm.vcpus-over-max', '/vcpus']],
    ['more memory than there is room for', { memory: '2GiB' }, 400, ['vm.memory-over-max', '/memory']],
    [
      'a layout that does not come out',
      { cpu: { sockets: 3, maxVcpus: 8 } },
      400,
      ['request.invalid', '/cpu/maxVcpus'],
    ],
    ['another boot menu while it runs', { boot: { menu: true } }, 409, ['vm.restart-needed', '/boot']],
    ['fewer emulated vCPUs while it runs', { vcpus: 1 }, 409, ['vm.restart-needed', '/vcpus']],
    ['less memory than it started with', { memory: '128MiB' }, 409, ['vm.restart-needed', '/memory']],
  ])('%s is refused with its field and a hint', async (_, body, status, [code, pointer]) => {
    const before = await house.api.vm('web-1');
    const answer = await patch(body);
    expect(answer).toMatchObject({ status, body: { code, hint: expect.any(String) } });
    expect(answer.body['errors']).toEqual([expect.objectContaining({ pointer })]);
    expect(await house.api.vm('web-1')).toEqual(before);
  });

  it('a way of applying that there is not', async () => {
    expect(await patch({ vcpus: 2 }, '?apply=now')).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  });
});

describe('a change for later', () => {
  it('waits in sight, and the next start makes it', async () => {
    const boots = await timesReady(house.api, 'web-1');
    await house.api.succeed('PATCH', '/vms/web-1?apply=next-start', { vcpus: 4, memory: '320MiB' });
    expect(await house.api.vm('web-1')).toMatchObject({ vcpus: 8, pendingChanges: { vcpus: 4, memory: 320 * MIB } });
    await house.api.succeed('POST', '/vms/web-1/restart', { timeoutSeconds: 60 });
    const vm = await house.api.vmIs('web-1', 'running');
    expect(vm).toMatchObject({ vcpus: 4, memory: 320 * MIB });
    expect(vm).not.toHaveProperty('pendingChanges');
    await readyAgain(house.api, 'web-1', boots);
    expect(await vcpus()).toBe(4);
  });
});

describe('a change that may restart', () => {
  it('powers off, changes and starts, and says so meanwhile', async () => {
    const boots = await timesReady(house.api, 'web-1');
    const before = await pid();
    const asked = await patch({ cpu: null, vcpus: 1, maxMemory: null, memory: '128MiB' }, '?apply=restart');
    expect(asked.status).toBe(202);
    expect(await house.api.vm('web-1')).toMatchObject({ status: 'powering_off_update' });
    const operation = await house.api.waitFor(String(asked.body['id']));
    expect(operation).toMatchObject({ status: 'succeeded', type: 'vm.reconfigure' });
    expect((operation['steps'] as { name: string }[]).map(({ name }) => name)).toEqual(['shutdown', 'apply', 'start']);
    expect(await house.api.vm('web-1')).toMatchObject({ status: 'running', vcpus: 1, memory: 128 * MIB });
    expect(await pid()).not.toBe(before);
    await readyAgain(house.api, 'web-1', boots);
    expect(await vcpus()).toBe(1);
  });

  it('leaves it running as it was when it does not start with what was asked', async () => {
    const boots = await timesReady(house.api, 'web-1');
    const missing = { kernel: '/proc/version' };
    const operation = await house.api.perform('PATCH', '/vms/web-1?apply=restart', { boot: missing });
    expect(operation).toMatchObject({ status: 'failed', problem: { code: 'vm.start-failed' } });
    const vm = await house.api.vmIs('web-1', 'running');
    expect((vm['boot'] as { readonly kernel: string }).kernel).not.toBe('/proc/version');
    await readyAgain(house.api, 'web-1', boots);
    expect(await vcpus()).toBe(1);
  });

  it('comes to its end when control dies on the way', async () => {
    const boots = await timesReady(house.api, 'web-1');
    const asked = await patch({ vcpus: 2 }, '?apply=restart');
    await house.control.kill('SIGKILL');
    await house.startControl();
    expect(await house.api.waitFor(String(asked.body['id']))).toMatchObject({ status: 'succeeded' });
    expect(await house.api.vm('web-1')).toMatchObject({ status: 'running', vcpus: 2 });
    await readyAgain(house.api, 'web-1', boots);
    expect(await vcpus()).toBe(2);
  });
});
