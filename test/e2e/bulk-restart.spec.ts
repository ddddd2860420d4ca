/** Many real guests that need each other: restarted all down before any is up, and deleted clone first. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from './support/house.ts';
import { importTiny, QUIET, tinyVm } from './support/tiny.ts';

const PATIENCE = 480_000;
let house: House;
let cmdline: string;

const make = (name: string, more: object = {}) =>
  house.api.succeed('POST', '/vms', tinyVm(name, { start: false, boot: { cmdline }, ...more }));
const needs = (name: string, list: readonly object[]) => house.api.succeed('PUT', `/vms/${name}/dependencies`, list);

beforeAll(async () => {
  house = await startHouse();
  cmdline = `${await importTiny(house.api)} ${QUIET}`;
  for (const name of ['db', 'web', 'lone']) await make(name);
  await needs('web', [{ vm: 'db', until: { type: 'ready' }, timeout: '150s' }]);
}, PATIENCE);
afterAll(() => house.close());

describe('real guests that need each other', () => {
  it(
    'restart as they are foreseen to: web off, db off, db back and ready, web back',
    async () => {
      const ids = ['web', 'db', 'lone'];
      await house.api.succeed('POST', '/vms/bulk', { action: 'start', ids });
      for (const name of ids) await house.api.serialHas(name, '@@READY', PATIENCE);
      const names = new Map((await house.api.list('/vms')).map(({ id, name }) => [id, String(name)]));
      const before = Number((await house.api.get('/status')).body['position']);
      const order = { action: 'restart', ids, params: { timeoutSeconds: 120 } };
      const foreseen = await house.api.post('/vms/bulk?dryRun=true', order);
      expect(foreseen.body['vms']).toMatchObject(
        ['web', 'lone', 'db'].map((name) => ({ vm: { name }, outcome: 'taken', steps: ['shutdown', 'start'] })),
      );
      const { id } = await house.api.succeed('POST', '/vms/bulk', order);
      const events = await house.api.list('/events?limit=1000&types=vm.stopped,vm.started,readiness.reached');
      const story = events
        .filter(({ position }) => Number(position) > before)
        .toSorted((a, b) => Number(a['position']) - Number(b['position']))
        .map(({ type, data }) => `${names.get((data as { vmId: string }).vmId)} ${String(type)}`);
      expect(story.filter((line) => !line.startsWith('lone'))).toEqual([
        'web vm.stopped',
        'db vm.stopped',
        'db vm.started',
        'db readiness.reached',
        'web vm.started',
      ]);
      expect(story.filter((line) => line.startsWith('lone'))).toEqual(['lone vm.stopped', 'lone vm.started']);
      for (const name of ids) expect(await house.api.vm(name)).toMatchObject({ status: 'running', generation: 2 });
      const [web] = (await house.api.get(`/operations/${id}`)).body['children'] as { timeline: string }[];
      const { body } = await house.api.get(String(web?.timeline).replace('/api/v1', ''));
      const threads = body['threads'] as { partOf: { operation: string }; entries: { kind: string; name: string }[] }[];
      expect(threads.map(({ partOf }) => partOf.operation)).toEqual([id, id]);
      const [off, back] = threads.map(({ entries }) => entries.map(({ kind, name }) => `${kind} ${name}`));
      expect(off).toEqual(expect.arrayContaining(['request bulkVms', 'qmp-command system_powerdown']));
      expect(back).toEqual(expect.arrayContaining(['request bulkVms', 'host-command compute.StartVm']));
    },
    PATIENCE,
  );

  it(
    'are deleted clone first, also when the vm that it is linked to needs it',
    async () => {
      await make('base', { disks: [{ size: '64MiB' }] });
      await house.api.succeed('POST', '/vms/base/clone', { name: 'copy', mode: 'linked' });
      await house.api.succeed('POST', '/vms/copy/start');
      await house.api.serialHas('copy', '@@READY', PATIENCE);
      await house.api.succeed('POST', '/vms/copy/stop');
      await needs('base', [{ vm: 'copy' }]);
      const order = { action: 'delete', ids: ['base', 'copy'], params: { volumes: 'delete' } };
      const done = await house.api.succeed('POST', '/vms/bulk', order);
      expect(done).toMatchObject({ status: 'succeeded', problem: null });
      const left = (await house.api.list('/vms')).map(({ name }) => name);
      expect(new Set(left)).toEqual(new Set(['db', 'lone', 'web']));
      expect(await house.api.list('/volumes')).toEqual([]);
    },
    PATIENCE,
  );
});
