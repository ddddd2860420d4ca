/** One vm from its creation to its end, seen from inside its guest. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '@chronovisor/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type House, startHouse } from './support/house.ts';
import { QUIET, importTiny, tinyVm } from './support/tiny.ts';
import { processesOf } from './support/vm-processes.ts';

let house: House;
let cmdline: string;

beforeAll(async () => {
  house = await startHouse();
  cmdline = await importTiny(house.api);
});
afterAll(() => house.close());

const boots = async (name: string): Promise<number> =>
  (await house.api.serialHas(name, 'ready')).match(/tiny is ready/g)?.length ?? 0;

it('boots what was asked for, and shows it', async () => {
  await house.api.succeed('POST', '/vms', {
    ...tinyVm('web-1', { vcpus: 2, memory: '192MiB' }),
    disks: [{ size: '64MiB', format: 'qcow2', bus: 'virtio' }],
    nics: [{ network: 'user' }],
    graphics: { type: 'vnc' },
    boot: { cmdline: `${cmdline} ${QUIET}` },
  });
  const vm = await house.api.vmIs('web-1', 'running');
  expect(vm).toMatchObject({
    name: 'web-1',
    status: 'running',
    intent: 'running',
    host: 'h1',
    vcpus: 2,
    memory: 192 * 2 ** 20,
    operation: null,
    firmware: 'bios',
  });
  expect(vm['process']).toMatchObject({ pid: expect.any(Number) });
  const log = await house.api.serialHas('web-1', 'tiny is ready');
  expect(log).toContain('cpus=2');
  await house.api.serialHas('web-1', '@@IP eth0 10.0.2.15');
  expect(await house.api.serialHas('web-1', '@@BOOTS 1')).toContain('@@DATA /dev/vda formatted 67108864');
});

it('takes labels while it runs, and is found by them', async () => {
  await house.api.succeed('PATCH', '/vms/web-1', { labels: { set: 'web', tier: 'front' } });
  await house.api.succeed('PATCH', '/vms/web-1', { labels: { tier: null } });
  expect(await house.api.vm('web-1')).toMatchObject({ status: 'running', labels: { set: 'web' } });
  const found = async (selector: string): Promise<readonly string[]> => {
    const response = await house.api.raw(`/vms?selector=${encodeURIComponent(selector)}`);
    const { items } = (await response.json()) as { readonly items: readonly { readonly name: string }[] };
    return items.map(({ name }) => name);
  };
  expect(await found('set in (web,db),!tier')).toEqual(['web-1']);
  expect(await found('set=db')).toEqual([]);
});

it('gives its screen as a PNG', async () => {
  const response = await house.api.raw('/vms/web-1/screenshot');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('image/png');
  const bytes = new Uint8Array(await response.arrayBuffer());
  expect([...bytes.slice(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
});

it('stands still while paused and goes on afterwards', async () => {
  await house.api.succeed('POST', '/vms/web-1/pause');
  expect(await house.api.vm('web-1')).toMatchObject({ status: 'paused', intent: 'paused' });
  await house.api.succeed('POST', '/vms/web-1/pause');
  await house.api.succeed('POST', '/vms/web-1/resume');
  expect(await house.api.vm('web-1')).toMatchObject({ status: 'running' });
});

it('boots again after a reset', async () => {
  const before = await boots('web-1');
  await house.api.succeed('POST', '/vms/web-1/reset');
  await eventually(async () => expect(await boots('web-1')).toBe(before + 1), { withinMs: 60_000 });
  await house.api.serialHas('web-1', '@@BOOTS 2');
});

it('asks the guest to power off, and it does', async () => {
  await house.api.succeed('POST', '/vms/web-1/shutdown', { timeoutSeconds: 60 });
  const vm = await house.api.vm('web-1');
  expect(vm).toMatchObject({ status: 'off', intent: 'off', operation: null });
  expect(await house.api.serialHas('web-1', '@@POWERBUTTON')).toBeTruthy();
  await house.api.succeed('POST', '/vms/web-1/shutdown');
  await house.api.succeed('POST', '/vms/web-1/stop');
});

it('takes a new configuration while off, and the guest sees it', async () => {
  const revision = (await house.api.get('/vms/web-1')).headers.get('etag') ?? '';
  const changed = await house.api.request('PATCH', '/vms/web-1', {
    body: { vcpus: 1, memory: '160MiB' },
    headers: { 'if-match': revision },
  });
  expect([200, 202]).toContain(changed.status);
  const stale = await house.api.request('PATCH', '/vms/web-1', {
    body: { vcpus: 2 },
    headers: { 'if-match': revision },
  });
  expect(stale.status).toBe(412);
  await house.api.succeed('POST', '/vms/web-1/start');
  await house.api.serialHas('web-1', '@@BOOTS 3');
  const lastBoot = async () => (await house.api.serialHas('web-1', 'ready')).split('@@BOOTS 2').at(-1);
  await eventually(async () => expect(await lastBoot()).toMatch(/@@READY [^\n]*cpus=1/), { withinMs: 60_000 });
});

it('restarts: down, then up', async () => {
  const operation = await house.api.succeed('POST', '/vms/web-1/restart', { timeoutSeconds: 60 });
  expect((operation['steps'] as { name: string }[]).map(({ name }) => name)).toEqual(['shutdown', 'start']);
  await house.api.serialHas('web-1', '@@BOOTS 4');
});

it('tells its history', async () => {
  const types = (await house.api.list('/vms/web-1/history')).map((event) => event['type']);
  expect(types).toEqual(
    expect.arrayContaining([
      'vm.created',
      'vm.provisioned',
      'vm.started',
      'vm.paused',
      'vm.resumed',
      'vm.reset',
      'vm.stopped',
      'vm.updated',
    ]),
  );
});

it('is not deleted while it runs, unless forced; then nothing is left', async () => {
  const refused = await house.api.request('DELETE', '/vms/web-1');
  expect(refused).toMatchObject({ status: 409, body: { code: 'vm.running', hint: expect.any(String) } });
  const vm = await house.api.vm('web-1');
  await house.api.succeed('DELETE', '/vms/web-1?force=true&volumes=delete');
  expect((await house.api.get('/vms/web-1')).status).toBe(404);
  expect(await house.api.list('/volumes')).toEqual([]);
  expect(await readdir(join(house.dataDir, 'hosts/h1/vms'))).not.toContain(vm['id']);
  expect(await readdir(join(house.dataDir, 'hosts/h1/pools/default/volumes'))).toEqual([]);
  expect(await processesOf(house.dataDir, String(vm['id']))).toEqual([]);
});

it('keeps volumes when asked to, and gives them to the next vm', async () => {
  await house.api.succeed('POST', '/vms', { ...tinyVm('keep-1'), disks: [{ size: '64MiB' }] });
  await house.api.serialHas('keep-1', '@@BOOTS 1');
  await house.api.succeed('DELETE', '/vms/keep-1?force=true&volumes=keep');
  const [volume] = await house.api.list('/volumes');
  await house.api.succeed('POST', '/vms', { ...tinyVm('keep-2'), disks: [{ volume: volume?.['id'] }] });
  await house.api.serialHas('keep-2', '@@BOOTS 2');
  expect((await house.api.request('DELETE', `/volumes/${String(volume?.['id'])}`)).status).toBe(409);
  await house.api.succeed('DELETE', '/vms/keep-2?force=true');
});

it('leaves nothing behind when a boot fails, and says why in QEMU’s words', async () => {
  const operation = await house.api.perform('POST', '/vms', {
    ...tinyVm('broken'),
    image: undefined,
    boot: { kernel: '/proc/version' },
    disks: [{ size: '16MiB' }],
  });
  expect(operation).toMatchObject({
    status: 'failed',
    problem: { code: 'vm.start-failed', detail: expect.any(String), hint: expect.any(String) },
  });
  expect((await house.api.get('/vms/broken')).status).toBe(404);
  expect(await house.api.list('/volumes')).toEqual([]);
});
