/** A folder of no vm and a QEMU of none where vms have theirs: both are seen, nothing happens to them, and both go when somebody asks. */
import { newId } from '@chronovisor/kernel/ids';
import { eventually } from '@chronovisor/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type House, startHouse } from './support/house.ts';
import { importTiny, tinyVm } from './support/tiny.ts';

let house: House;
let folder: string;
let stranger: ChildProcess | null = null;

beforeAll(async () => {
  house = await startHouse({ env: { CHRONO_DRIFT_INTERVAL: '1' } });
  await importTiny(house.api);
  await house.api.succeed('POST', '/vms', tinyVm('web-1'));
  folder = join(house.dataDir, 'hosts', 'h1', 'vms');
});
afterAll(async () => {
  stranger?.kill('SIGKILL');
  await house.close();
});

const drifts = async () => (await house.api.get('/hosts/h1')).body['drifts'];
const repair = (body: object) => house.api.post('/hosts/h1/drift/repair', body);
const noticed = (type: string) => house.api.list(`/events?types=${type}`);

it('shows nothing while all is as asked', async () => {
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(await drifts()).toEqual([]);
  expect((await repair({})).body).toMatchObject({ code: 'host.no-drift' });
  expect((await repair({ field: 'vms/web-1' })).status).toBe(400);
});

it('sees a folder of no vm once, leaves it alone, and removes it when asked', async () => {
  const unknown = newId();
  await mkdir(join(folder, unknown));
  await writeFile(join(folder, unknown, 'kept'), 'x');
  const field = `folders/${unknown}`;
  await expect.poll(drifts, { timeout: 10_000 }).toMatchObject([{ field, expected: 'nothing', observed: 'a folder' }]);
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(await noticed('host.drift-detected')).toHaveLength(1);
  expect(await readdir(folder)).toContain(unknown);
  await house.api.succeed('POST', '/hosts/h1/drift/repair', { field });
  expect(await readdir(folder)).toEqual([(await house.api.vm('web-1'))['id']]);
  expect(await drifts()).toEqual([]);
});

it('sees a QEMU of another uuid in the folder of a vm, ends it when asked, and the vm goes on', async () => {
  const { id, process } = await house.api.vm('web-1');
  const other = newId();
  const args = ['-machine', 'none', '-nodefaults', '-display', 'none', '-S', '-uuid', other];
  const child = spawn('qemu-system-x86_64', args, { cwd: join(folder, String(id)), stdio: 'ignore' });
  stranger = child;
  const gone = once(child, 'exit');
  const field = `processes/${child.pid}`;
  await expect.poll(drifts, { timeout: 15_000 }).toMatchObject([{ field, observed: `QEMU ${other}` }]);
  await house.api.succeed('POST', '/hosts/h1/drift/repair');
  await gone;
  expect(await drifts()).toEqual([]);
  expect(await house.api.vm('web-1')).toMatchObject({ status: 'running', process, drifts: [] });
});

it('hears that a stranger went by itself', async () => {
  const unknown = newId();
  await mkdir(join(folder, unknown));
  await expect.poll(drifts, { timeout: 10_000 }).toHaveLength(1);
  const { rmdir } = await import('node:fs/promises');
  await rmdir(join(folder, unknown));
  await expect.poll(drifts, { timeout: 10_000 }).toEqual([]);
  expect(await noticed('host.drift-cleared')).toHaveLength(1);
});

it('removes what it was asked to remove when its host process comes back', async () => {
  const unknown = newId();
  await mkdir(join(folder, unknown));
  const field = `folders/${unknown}`;
  await expect.poll(drifts, { timeout: 10_000 }).toHaveLength(1);
  await house.hosts.get('h1')?.kill('SIGKILL');
  const asked = await repair({ field });
  expect(asked.status).toBe(202);
  await house.startHost('h1');
  expect(await house.api.waitFor(String(asked.body['id']))).toMatchObject({ status: 'succeeded' });
  await eventually(async () => !(await readdir(folder)).includes(unknown));
});
