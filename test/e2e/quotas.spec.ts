/** Quotas and overcommit with real processes: a guest beyond them is refused and boots once there is room, and a kill -9 counts nothing twice. */
import { afterEach, expect, it } from 'vitest';
import { eventually } from '@chronovisor/testing';
import { type House, startHouse } from './support/house.ts';
import { importTiny, tinyVm } from './support/tiny.ts';

const MIB = 1024 ** 2;
const NOTHING = { vms: 0, vcpus: 0, memory: 0, disk: 0, addresses: 0 };

let house: House;
afterEach(() => house.close());

const usage = async () => (await house.api.get('/projects/web')).body['usage'];
const project = (quota: object) => house.api.succeed('POST', '/projects', { name: 'web', quota });

it('a guest beyond its quota is refused, and boots once another is gone', async () => {
  house = await startHouse();
  await importTiny(house.api);
  await project({ vms: 1, disk: '64MiB' });
  const body = (name: string) => tinyVm(name, { project: 'web', disks: [{ size: '64MiB' }] });
  await house.api.succeed('POST', '/vms', body('first'));
  expect(await house.api.post('/vms', body('second'))).toMatchObject({
    status: 409,
    body: { code: 'project.quota-exceeded', errors: [{ pointer: '/project' }] },
  });
  await house.api.succeed('DELETE', '/vms/first?force=true');
  expect(await usage()).toEqual(NOTHING);
  await house.api.succeed('POST', '/vms', body('second'));
  await house.api.serialHas('second', 'tiny is ready');
  expect(await usage()).toEqual({ vms: 1, vcpus: 1, memory: 128 * MIB, disk: 64 * MIB, addresses: 0 });
});

it('a guest that its host has no room for is not started, and is once another is off', async () => {
  house = await startHouse();
  await importTiny(house.api);
  const { body: host } = await house.api.get('/hosts/h1');
  const { cpus } = host['capacity'] as { cpus: number };
  await house.api.succeed('PATCH', '/hosts/h1', { overcommit: { vcpus: 1.01 / cpus } });
  await house.api.succeed('POST', '/vms', tinyVm('first'));
  await house.api.succeed('POST', '/vms', tinyVm('second', { start: false }));
  expect(await house.api.post('/vms/second/start')).toMatchObject({
    status: 507,
    body: { code: 'host.overcommit-exceeded', detail: 'the host h1 has no room: 1 vcpu asked for, 0 of 1 free' },
  });
  const { pid } = (await house.api.vm('first'))['process'] as { pid: number };
  process.kill(pid, 'SIGKILL');
  await house.api.vmIs('first', 'off');
  await house.api.succeed('POST', '/vms/second/start');
  expect(await house.api.vm('second')).toMatchObject({ status: 'running' });
});

it('a hundred creations fill a quota of 37 to the last place over a kill -9 of control', async () => {
  house = await startHouse({ env: { CHRONO_HOST_DRIVER: 'sim' } });
  await project({ vms: 37 });
  const names = Array.from({ length: 100 }, (_, index) => `w${index}`);
  const ask = (name: string) =>
    house.api.post(
      '/vms',
      { name, project: 'web', memory: '64MiB', disks: [{ size: '1MiB' }] },
      { 'idempotency-key': `"${name}"` },
    );
  const asking = Promise.all(names.map((name) => ask(name).catch(() => null)));
  await eventually(async () => (await house.api.list('/vms?project=web&limit=1000')).length > 5);
  await house.control.kill('SIGKILL');
  await asking;
  await house.startControl();
  const answers = await eventually(
    async () => {
      const again = await Promise.all(names.map(ask));
      expect(again.filter(({ status }) => ![200, 202, 409].includes(status))).toEqual([]);
      return again;
    },
    { withinMs: 60_000 },
  );
  const made = answers.filter(({ status }) => status !== 409);
  expect(made).toHaveLength(37);
  for (const { body } of made)
    expect(await house.api.waitFor(String(body['id']))).toMatchObject({ status: 'succeeded' });
  expect(await usage()).toEqual({ vms: 37, vcpus: 37, memory: 37 * 64 * MIB, disk: 37 * MIB, addresses: 0 });
  for (const { name } of await house.api.list('/vms?project=web&limit=1000'))
    await house.api.succeed('DELETE', `/vms/${String(name)}`);
  expect(await usage()).toEqual(NOTHING);
});
