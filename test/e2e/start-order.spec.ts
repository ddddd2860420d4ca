/** Start order with real guests: what is needed is ready, by the guests' own words, before who needs it starts; and again after a boot of the host. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type House, startHouse } from './support/house.ts';
import { importTiny, QUIET, tinyVm } from './support/tiny.ts';
import { endVms, qemuOf } from './support/vm-processes.ts';

let house: House;

const PATIENCE = 180_000;
const READY = '@@READY';
const patient = { timeout: PATIENCE };

const make = (name: string, cmdline: string, more: object = {}) =>
  house.api.succeed('POST', '/vms', tinyVm(name, { start: false, boot: { cmdline }, ...more }));
const needs = (name: string, list: readonly object[]) => house.api.succeed('PUT', `/vms/${name}/dependencies`, list);
const serial = async (name: string): Promise<string> => (await house.api.raw(`/vms/${name}/serial`)).text();
const nic = (...guestPorts: readonly number[]) => ({
  nics: [{ network: 'user', forwards: guestPorts.map((guestPort) => ({ guestPort })) }],
});
const running = async (name: string) => (await house.api.vm(name))['status'];

const OF_ORDER = 'vm.start-requested,vm.started,readiness.reached';
/** What happened in the order of starting, as `db vm.started`. */
const story = async (): Promise<readonly string[]> => {
  const names = new Map((await house.api.list('/vms')).map(({ id, name }) => [id, String(name)]));
  const events = await house.api.list(`/events?limit=1000&types=${OF_ORDER}`);
  return events
    .toSorted((a, b) => Number(a['position']) - Number(b['position']))
    .map(({ type, data }) => `${names.get((data as { vmId: string }).vmId)} ${String(type)}`);
};

let cmdline: string;
beforeEach(async () => {
  house = await startHouse({ env: { CHRONO_BOOT_ID: 'boot-1' } });
  cmdline = `${await importTiny(house.api)} ${QUIET}`;
}, PATIENCE);
afterEach(() => house.close());

describe('web, which needs db until it is ready,', () => {
  beforeEach(async () => {
    await make('db', cmdline);
    await make('web', cmdline);
    await needs('web', [{ vm: 'db', until: { type: 'ready' }, timeout: '150s' }]);
  });

  it(
    'starts when db has said so on its serial line, and not before',
    async () => {
      await house.api.succeed('POST', '/vms/web/start');
      expect(await story()).toEqual([
        'db vm.start-requested',
        'db vm.started',
        'db readiness.reached',
        'web vm.start-requested',
        'web vm.started',
      ]);
      expect(await serial('db')).toContain(READY);
      await house.api.serialHas('web', READY, PATIENCE);
    },
    PATIENCE,
  );

  it(
    'starts after it once more when the host has booted, and never when only its process was started again',
    async () => {
      await house.api.succeed('PATCH', '/vms/db', { autostart: true });
      await house.api.succeed('PATCH', '/vms/web', { autostart: true });
      await house.api.succeed('POST', '/vms/web/start');
      const before = (await story()).length;
      const { id } = (await house.api.vm('db')) as { id: string };
      const [pid] = await qemuOf(house.dataDir, id);

      await house.hosts.get('h1')?.kill('SIGKILL');
      await house.startHost('h1');
      await expect.poll(() => running('web'), patient).toBe('running');
      expect([await qemuOf(house.dataDir, id), (await story()).length]).toEqual([[pid], before]);

      // What a machine that loses its power leaves behind: nothing that runs.
      await house.hosts.get('h1')?.kill('SIGKILL');
      await endVms(`${house.dataDir}/hosts`);
      await house.startHost('h1', { CHRONO_BOOT_ID: 'boot-2' });
      await expect
        .poll(async () => (await story()).slice(before), patient)
        .toEqual([
          'db vm.start-requested',
          'db vm.started',
          'db readiness.reached',
          'web vm.start-requested',
          'web vm.started',
        ]);
      expect((await serial('db')).split(READY)).toHaveLength(3);
      const operations = await house.api.list('/operations?filter=type=vm.bulk,status=succeeded');
      expect(operations).toHaveLength(2);
    },
    PATIENCE,
  );
});

it(
  'a port counts as open when the guest itself takes the connection, not when QEMU does',
  async () => {
    await make('db', `${cmdline} chrono.http=8080`, nic(8080, 9));
    await make('web', cmdline);
    await make('late', cmdline);
    await needs('web', [{ vm: 'db', until: { type: 'port', port: 8080 }, timeout: '150s' }]);
    await needs('late', [{ vm: 'db', until: { type: 'port', port: 9 }, timeout: '5s' }]);
    await house.api.succeed('POST', '/vms/web/start');
    expect(await serial('db')).toContain('@@HTTP 8080');
    const failed = await house.api.perform('POST', '/vms/late/start');
    const { body } = await house.api.get(`/operations/${failed.id}`);
    const children = body['children'] as { vm: { name: string }; problem: { code: string; detail: string } | null }[];
    const late = children.find(({ vm }) => vm.name === 'late');
    expect(late?.problem).toMatchObject({ code: 'bulk.dependency-failed' });
    expect(late?.problem?.detail).toContain('did not answer on its port');
    expect([await running('db'), await running('late')]).toEqual(['running', 'off']);
  },
  PATIENCE,
);
