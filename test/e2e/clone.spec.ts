/** Vms made after others, seen from inside their guests: full, of a running vm, linked; and nothing left where it fails. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '@chronovisor/testing';
import { runInGuest } from './support/guest-shell.ts';
import { type House, startHouse } from './support/house.ts';
import { QUIET, importTiny, tinyVm } from './support/tiny.ts';

let house: House;

beforeAll(async () => {
  house = await startHouse();
  const cmdline = `${await importTiny(house.api)} ${QUIET}`;
  await house.api.succeed('POST', '/vms', {
    ...tinyVm('web-1', { boot: { cmdline }, labels: { set: 'web' } }),
    disks: [{ size: '64MiB' }, { size: '16MiB', format: 'raw' }],
    nics: [{ network: 'user' }],
  });
  await house.api.serialHas('web-1', '@@BOOTS 1');
});
afterAll(() => house.close());

const say = (vm: string, line: string): Promise<string> => runInGuest(house.api, vm, line);
const ready = async (vm: string): Promise<void> => {
  for (const line of ['@@DATA /dev/vda mounted', '@@BOOTS', 'tiny is ready']) await house.api.serialHas(vm, line);
  await say(vm, 'true');
};
const volumeFiles = (): Promise<string[]> => readdir(join(house.dataDir, 'hosts/h1/pools/default/volumes'));
const vmFolders = (): Promise<string[]> => readdir(join(house.dataDir, 'hosts/h1/vms'));
const macOf = (vm: Record<string, unknown>) => (vm['nics'] as { readonly mac: string }[])[0]?.mac;

const left = async () => ({
  vms: (await house.api.list('/vms')).map((vm) => vm['name']),
  volumes: (await house.api.list('/volumes')).length,
  files: (await volumeFiles()).length,
  folders: (await vmFolders()).length,
});

describe('a full clone of a running vm', () => {
  it('has what was on its disks at one instant, while the guest goes on', async () => {
    await say('web-1', 'echo before > /data/mark; sync');
    const writing = say('web-1', 'for i in 1 2 3 4 5 6 7 8 9 10; do echo $i >> /data/count; sync; done');
    const operation = await house.api.succeed('POST', '/vms/web-1/clone', { name: 'web-2', start: true });
    expect(operation).toMatchObject({ type: 'vm.clone' });
    await writing;
    await ready('web-2');
    expect(await say('web-2', 'cat /data/mark')).toBe('before');
    expect(await say('web-1', 'tail -n 1 /data/count')).toBe('10');
    expect(await house.api.vm('web-1')).toMatchObject({ status: 'running', operation: null });
  });

  it('is a vm of its own: id, MAC, host name, disks', async () => {
    const [one, two] = [await house.api.vm('web-1'), await house.api.vm('web-2')];
    expect(two).toMatchObject({ labels: { set: 'web' }, cloneOf: { vm: one['id'], mode: 'full' } });
    expect(two['id']).not.toBe(one['id']);
    expect(macOf(two)).not.toBe(macOf(one));
    expect(await say('web-1', 'hostname')).toBe('web-1');
    expect(await say('web-2', 'hostname')).toBe('web-2');
    expect(await say('web-2', 'cat /sys/class/net/eth0/address')).toBe(macOf(two));
    await say('web-2', 'echo changed > /data/mark; sync');
    expect(await say('web-1', 'cat /data/mark')).toBe('before');
  });

  it('is asked twice and made once', async () => {
    const headers = { 'idempotency-key': 'clone-once' };
    const send = () => house.api.post('/vms/web-1/clone', { name: 'twice' }, headers);
    const [first, second] = [await send(), await send()];
    expect(second.body['id']).toBe(first.body['id']);
    expect(await house.api.waitFor(String(first.body['id']))).toMatchObject({ status: 'succeeded' });
    await house.api.succeed('DELETE', '/vms/twice');
  });
});

describe('a clone that is cut off', () => {
  it('is finished when control comes back', async () => {
    const asked = await house.api.post('/vms/web-1/clone', { name: 'cut-1' });
    await house.control.kill('SIGKILL');
    await house.startControl();
    expect(await house.api.waitFor(String(asked.body['id']))).toMatchObject({ status: 'succeeded' });
    await house.api.succeed('DELETE', '/vms/cut-1');
    expect(await house.api.vm('web-1')).toMatchObject({ status: 'running', operation: null });
  });

  it('is finished when the host process comes back', async () => {
    const asked = await house.api.post('/vms/web-1/clone', { name: 'cut-2' });
    await house.hosts.get('h1')?.kill('SIGKILL');
    await house.startHost('h1');
    expect(await house.api.waitFor(String(asked.body['id']))).toMatchObject({ status: 'succeeded' });
    await house.api.succeed('DELETE', '/vms/cut-2');
    await house.api.vmIs('web-1', 'running');
  });

  it('is undone when the vm it is made after goes down on the way', async () => {
    const before = await left();
    const asked = await house.api.post('/vms/web-1/clone', { name: 'cut-3', start: true });
    const { pid } = (await house.api.vm('web-1'))['process'] as { readonly pid: number };
    process.kill(pid, 'SIGKILL');
    const { status } = await house.api.waitFor(String(asked.body['id']));
    if (status === 'succeeded') await house.api.succeed('DELETE', '/vms/cut-3?force=true');
    await house.api.vmIs('web-1', 'off');
    await eventually(async () => expect(await left()).toEqual(before), { withinMs: 20_000 });
    expect(await house.api.vm('web-1')).toMatchObject({ operation: null });
  });
});

describe('a clone of a vm that is off', () => {
  it('has disks of its own', async () => {
    await house.api.succeed('POST', '/vms/web-1/clone', { name: 'cold', mode: 'full', start: true });
    await ready('cold');
    expect(await say('cold', 'cat /data/mark; hostname')).toBe('before\ncold');
    await house.api.succeed('DELETE', '/vms/cold?force=true');
  });

  it('may be linked: then it holds what differs, and the other one stays as it is', async () => {
    const before = await left();
    await house.api.succeed('POST', '/vms/web-1/clone', { name: 'thin', mode: 'linked', start: true });
    await house.api.succeed('POST', '/vms/web-1/clone', { name: 'thin-2', mode: 'linked', start: true });
    for (const name of ['thin', 'thin-2']) {
      await ready(name);
      await say(name, `echo ${name} > /data/own; sync`);
    }
    expect(await say('thin', 'cat /data/mark /data/own')).toBe('before\nthin');
    expect(await say('thin-2', 'cat /data/own')).toBe('thin-2');
    const { id } = await house.api.vm('thin');
    const parent = await house.api.vm('web-1');
    expect(parent['linkedClones']).toContain(id);
    const [disk] = parent['disks'] as readonly [{ readonly volume: string; readonly size: number }];
    const larger = { size: disk.size + 2 ** 20 };
    expect(await house.api.request('PATCH', `/volumes/${disk.volume}`, { body: larger })).toMatchObject({
      status: 409,
      body: { code: 'volume.in-use', hint: expect.stringContaining('linked clones') },
    });
    for (const [method, path] of [
      ['POST', '/vms/web-1/start'],
      ['DELETE', '/vms/web-1?force=true'],
    ] as const) {
      const refused = await house.api.request(method, path);
      expect(refused).toMatchObject({
        status: 409,
        body: { code: 'vm.frozen', hint: expect.stringContaining(String(id)) },
      });
    }
    for (const name of ['thin', 'thin-2']) await house.api.succeed('DELETE', `/vms/${name}?force=true`);
    expect(await left()).toEqual(before);
    expect(await house.api.vm('web-1')).not.toHaveProperty('linkedClones');
    await house.api.succeed('PATCH', `/volumes/${disk.volume}`, larger);
    await house.api.succeed('POST', '/vms/web-1/start');
    await house.api.vmIs('web-1', 'running');
  });
});

describe('what cannot be', () => {
  it.each<readonly [string, object, number, readonly [code: string, pointer: string | null]]>([
    ['a name that is taken', { name: 'web-2' }, 409, ['vm.name-taken', '/name']],
    ['a mode that there is not', { name: 'new', mode: 'shallow' }, 400, ['request.invalid', '/mode']],
    ['a linked clone of a running vm', { name: 'new', mode: 'linked' }, 409, ['vm.not-off', '/mode']],
    ['no name', {}, 400, ['request.invalid', '/name']],
  ])('%s is refused, and nothing of it is left', async (_, body, status, [code, pointer]) => {
    const before = await left();
    const answer = await house.api.post('/vms/web-1/clone', body);
    expect(answer).toMatchObject({ status, body: { code, hint: expect.any(String) } });
    expect(answer.body['errors']).toEqual([expect.objectContaining({ pointer })]);
    expect(await left()).toEqual(before);
  });

  it('a vm that is being deleted', async () => {
    await house.api.succeed('POST', '/vms/web-2/stop');
    const deletion = await house.api.request('DELETE', '/vms/web-2');
    const answer = await house.api.post('/vms/web-2/clone', { name: 'late' });
    expect([404, 409]).toContain(answer.status);
    await house.api.waitFor(String(deletion.body['id']));
    expect((await house.api.get('/vms/late')).status).toBe(404);
  });
});
