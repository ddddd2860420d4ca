/** What was changed of a real guest's machine is taken back: live where it gives it back, else refused with the reason, or by a restart. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readyAgain, runInGuest, timesReady } from './support/guest-shell.ts';
import { type House, startHouse } from './support/house.ts';
import { QUIET, importTiny, tinyVm } from './support/tiny.ts';

let house: House;

beforeAll(async () => {
  house = await startHouse();
  const boot = { cmdline: `${await importTiny(house.api)} ${QUIET}` };
  const body = { memory: '256MiB', maxMemory: '512MiB', cpu: { maxVcpus: 2 }, boot };
  await house.api.succeed('POST', '/vms', tinyVm('web-1', body));
  await house.api.serialHas('web-1', 'tiny is ready');
});
afterAll(() => house.close());

const say = (line: string): Promise<string> => runInGuest(house.api, 'web-1', line);
const memoryMib = async (): Promise<number> =>
  Number(/MemTotal:\s+(\d+) kB/u.exec(await say('grep MemTotal /proc/meminfo'))?.[1]) / 1024;
const undo = (id: string, query = '') => house.api.request('POST', `/operations/${id}/undo${query}`);

it('gives memory back while it runs', async () => {
  const before = await memoryMib();
  const change = await house.api.succeed('PATCH', '/vms/web-1', { memory: '384MiB' });
  expect(await memoryMib()).toBeGreaterThan(before + 100);
  await house.api.waitFor(String((await undo(change.id)).body['id']));
  expect(await memoryMib()).toBeLessThan(before + 16);
  expect(await house.api.vm('web-1')).toMatchObject({ memory: 256 * 2 ** 20, status: 'running' });
});

it('keeps a vCPU that it cannot give back, says why, and boots without it when asked to', async () => {
  const change = await house.api.succeed('PATCH', '/vms/web-1', { vcpus: 2 });
  await expect.poll(() => say('nproc'), { timeout: 20_000 }).toBe('2');
  expect(await undo(change.id)).toMatchObject({
    status: 409,
    body: {
      code: 'vm.restart-needed',
      errors: [{ pointer: '/vcpus' }],
      hint: expect.stringContaining('apply=restart'),
    },
  });
  const boots = await timesReady(house.api, 'web-1');
  const { body } = await undo(change.id, '?apply=restart');
  expect(await house.api.waitFor(String(body['id']))).toMatchObject({ type: 'vm.reconfigure', status: 'succeeded' });
  await readyAgain(house.api, 'web-1', boots);
  expect(await say('nproc')).toBe('1');
});
