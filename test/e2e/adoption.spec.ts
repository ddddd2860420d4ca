/** Twenty running vms are found again when their host process comes back. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '@chronovisor/testing';
import { type House, startHouse } from './support/house.ts';
import { importTiny, tinyVm } from './support/tiny.ts';

let house: House;
const names = Array.from({ length: 20 }, (_, index) => `many-${index + 1}`);

beforeAll(async () => {
  house = await startHouse();
  await importTiny(house.api);
});
afterAll(() => house.close());

it('adopts all of them and starts none twice', async () => {
  await Promise.all(names.map((name) => house.api.succeed('POST', '/vms', tinyVm(name, { memory: '96MiB' }))));
  const before = new Map(
    (await house.api.list('/vms?limit=100')).map((vm) => [vm['id'], (vm['process'] as { pid: number }).pid]),
  );
  expect(before.size).toBe(20);
  await house.hosts.get('h1')?.kill('SIGKILL');
  await eventually(
    async () => expect((await house.api.list('/vms?limit=100')).every((vm) => vm['status'] === 'unknown')).toBe(true),
    { withinMs: 20_000 },
  );
  await house.startHost('h1');
  await eventually(
    async () => expect((await house.api.list('/vms?limit=100')).every((vm) => vm['status'] === 'running')).toBe(true),
    { withinMs: 20_000 },
  );
  const after = new Map(
    (await house.api.list('/vms?limit=100')).map((vm) => [vm['id'], (vm['process'] as { pid: number }).pid]),
  );
  expect(after).toEqual(before);
  await Promise.all(names.map((name) => house.api.succeed('DELETE', `/vms/${name}?force=true`)));
});
