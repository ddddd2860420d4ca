/** Restarts and removals of many vms that have to do with each other: all off before any is back, clones gone before what they are linked to. */
import { eventually, fakeNetwork } from '@chronovisor/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../e2e/support/api.ts';
import { House } from './support/house.ts';
import { LittleHost } from './support/little-host.ts';

let house: House;
let host: LittleHost;

beforeEach(async () => {
  const network = fakeNetwork();
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
  house.api.succeed('POST', '/vms', { name, memory: '128MiB', ...more });
const depend = (vm: string, on: string) => house.api.succeed('PUT', `/vms/${vm}/dependencies`, [{ vm: on }]);

/** What happened from a position on, as `db vm.started`. */
const story = async (from: number, types: string): Promise<readonly string[]> => {
  const names = new Map((await house.api.list('/vms')).map(({ id, name }) => [id, String(name)]));
  const events = await house.api.list(`/events?limit=1000&types=${types}`);
  return events
    .filter(({ position }) => Number(position) > from)
    .toSorted((a, b) => Number(a['position']) - Number(b['position']))
    .map(({ type, data }) => `${names.get((data as { vmId: string }).vmId)} ${String(type).replace('vm.', '')}`);
};
const head = async (): Promise<number> => (await house.events()).at(-1)?.position ?? 0;
const children = async ({ id }: { readonly id: unknown }) => {
  const { body } = await house.api.get(`/operations/${String(id)}`);
  const list = body['children'] as { vm: { name: string }; status: string; problem: { code: string } | null }[];
  return Object.fromEntries(list.map(({ vm, status, problem }) => [vm.name, problem?.code ?? status]));
};
const OFF_AND_ON = 'vm.stopped,vm.started';

describe('a restart of many', () => {
  const ids = ['db', 'app', 'web', 'lone'];
  const order = { action: 'restart', ids, params: { timeoutSeconds: 30 } };
  let from: number;

  beforeEach(async () => {
    for (const name of ids) await make(name, { start: true });
    await depend('app', 'db');
    await depend('web', 'app');
    from = await head();
  });
  const ofThree = async () => (await story(from, OFF_AND_ON)).filter((line) => !line.startsWith('lone'));
  const DOWN_AND_UP = ['web stopped', 'app stopped', 'db stopped', 'db started', 'app started', 'web started'];

  it('takes all that need each other off before any comes back, in order', async () => {
    const done = await house.api.succeed('POST', '/vms/bulk', order);
    expect(await ofThree()).toEqual(DOWN_AND_UP);
    expect(await children(done)).toEqual({ db: 'succeeded', app: 'succeeded', web: 'succeeded', lone: 'succeeded' });
    expect(await story(from, 'vm.restart-requested')).toEqual(['lone restart-requested']);
  });

  it('keeps that order over one that is not named, and leaves it alone', async () => {
    await house.api.succeed('POST', '/vms/bulk', { ...order, ids: ['db', 'web'] });
    expect(await ofThree()).toEqual(['web stopped', 'db stopped', 'db started', 'web started']);
  });

  it('goes on where it was when control dies half-way, and does nothing twice', async () => {
    host.be('holds', 'compute.StartVm');
    const asked = await house.api.post('/vms/bulk', order);
    await eventually(async () => (await ofThree()).includes('db stopped'));
    house.kill();
    await house.start();
    host.relent('compute.StartVm');
    expect(await house.api.waitFor(String(asked.body['id']))).toMatchObject({ status: 'succeeded' });
    expect(await ofThree()).toEqual(DOWN_AND_UP);
    expect(host.times('StartVm')).toBe(4 + 4);
  });

  it('leaves all as it is when the first of them does not go off', async () => {
    host.be('fails', 'compute.ShutdownVm');
    const failed = await house.api.perform('POST', '/vms/bulk', { ...order, ids: ['db', 'web'] });
    expect(await children(failed)).toMatchObject({ db: 'bulk.dependency-failed', web: expect.stringContaining('.') });
    for (const name of ids) expect(await house.api.vm(name)).toMatchObject({ status: 'running' });
  });

  it('leaves off what needs a vm that does not come back, and says so', async () => {
    host.be('fails', 'compute.StartVm');
    const failed = await house.api.perform('POST', '/vms/bulk', { ...order, ids: ['db', 'web'] });
    host.relent('compute.StartVm');
    expect(await children(failed)).toMatchObject({ web: 'bulk.dependency-failed' });
    expect(await house.api.vm('web')).toMatchObject({ status: 'off' });
  });

  it('starts none that was off, and is foreseen so', async () => {
    await house.api.succeed('POST', '/vms/web/stop');
    const two = { ...order, ids: ['db', 'web'] };
    const { body } = await house.api.post('/vms/bulk?dryRun=true', two);
    const vms = body['vms'] as { vm: { name: string }; outcome: string; problem: { code: string } | null }[];
    expect(vms.map(({ vm, outcome, problem }) => [vm.name, outcome, problem?.code])).toEqual([
      ['web', 'refused', 'vm.not-running'],
      ['db', 'skipped', 'bulk.dependency-failed'],
    ]);
    expect(await children(await house.api.perform('POST', '/vms/bulk', two))).toEqual({
      web: 'vm.not-running',
      db: 'bulk.dependency-failed',
    });
    await house.api.succeed('POST', '/vms/web/start');
    const foreseen = await house.api.post('/vms/bulk?dryRun=true', two);
    expect(foreseen.body['vms']).toMatchObject([
      { vm: { name: 'web' }, outcome: 'taken', steps: ['shutdown', 'start'] },
      { vm: { name: 'db' }, outcome: 'taken', steps: ['shutdown', 'start'] },
    ]);
  });
});

describe('a delete of a vm and of its linked clone', () => {
  const removal = (...ids: readonly string[]) => ({ action: 'delete', ids, params: { volumes: 'delete' } });

  beforeEach(async () => {
    await make('base', { disks: [{ size: '1GiB' }] });
    await house.api.succeed('POST', '/vms/base/clone', { name: 'copy', mode: 'linked' });
  });

  it.each([
    ['the clone needs the vm', 'copy', 'base'],
    ['the vm needs the clone', 'base', 'copy'],
  ])('removes the clone first, also when %s', async (_, needing, needed) => {
    await depend(needing, needed);
    const from = await head();
    const names = new Map((await house.api.list('/vms')).map(({ id, name }) => [id, name]));
    const done: Operation = await house.api.succeed('POST', '/vms/bulk', removal('base', 'copy'));
    expect(await children(done)).toEqual({ base: 'succeeded', copy: 'succeeded' });
    const gone = (await house.events()).filter(({ type, position }) => type === 'compute.VmDeleted' && position > from);
    expect(gone.map(({ data }) => names.get((data as unknown as { vmId: string }).vmId))).toEqual(['copy', 'base']);
    expect(await house.api.list('/vms')).toEqual([]);
  });

  it('is still refused for the clone alone when the vm needs it', async () => {
    await depend('base', 'copy');
    const failed = await house.api.perform('POST', '/vms/bulk', removal('copy'));
    expect(await children(failed)).toEqual({ copy: 'vm.depended-on' });
  });
});

describe('what a vm did for an order to many', () => {
  it('leads to that order, and the order to it', async () => {
    for (const name of ['db', 'web']) await make(name, { start: true });
    await depend('web', 'db');
    const body = { action: 'restart', ids: ['web', 'db'], params: { timeoutSeconds: 30 } };
    const { id } = await house.api.succeed('POST', '/vms/bulk', body);
    const { body: whole } = await house.api.get(`/operations/${id}`);
    const [web] = whole['children'] as { vm: { id: string }; operationId: string; timeline: string }[];
    const own = await house.api.get(`/operations/${web?.operationId}`);
    expect(own.body).toMatchObject({ type: 'vm.start', partOf: id, target: `/api/v1/vms/${web?.vm.id}` });
    expect(whole).not.toHaveProperty('partOf');

    const { body: timeline } = await house.api.get(String(web?.timeline).replace('/api/v1', ''));
    const partOf = { operation: id, summary: 'restart of 2 vms', request: 'bulkVms' };
    const threads = timeline['threads'] as { operation: string; entries: { kind: string; name: string }[] }[];
    expect(threads).toMatchObject([
      { partOf, entries: [{ kind: 'request', name: 'bulkVms' }, { name: 'compute.ShutdownVm' }, {}, {}, {}] },
      { partOf, entries: [{ kind: 'request', name: 'bulkVms' }, { name: 'compute.StartVm' }, {}, {}, {}] },
    ]);
    expect(threads[1]?.operation).toBe(web?.operationId);
    expect(threads[1]?.entries.map(({ name }) => name)).toContain('vm.started');
    const { body: all } = await house.api.get('/vms/web/timeline');
    const partsOf = (all['threads'] as { partOf: { operation: string } | null }[]).map((one) => one.partOf?.operation);
    expect(partsOf.filter((one) => one !== undefined)).toEqual([id, id]);
    expect(partsOf[0]).toBeUndefined();
  });

  it('can still be told when the vm is deleted, by its id and by the name it had', async () => {
    await make('db', { start: true });
    const { id } = await house.api.vm('db');
    const order = await house.api.succeed('POST', '/vms/bulk', {
      action: 'delete',
      ids: ['db'],
      params: { force: true },
    });
    const { body: whole } = await house.api.get(`/operations/${order.id}`);
    const [db] = whole['children'] as { timeline: string }[];
    for (const path of [
      String(db?.timeline).replace('/api/v1', ''),
      '/vms/db/timeline',
      `/vms/${String(id)}/timeline`,
    ]) {
      const { status, body } = await house.api.get(path);
      expect([status, body['vm'], body['name']]).toEqual([200, id, 'db']);
      expect(body['host']).toEqual({ answered: false, detail: 'the vm is deleted' });
      const told = (body['threads'] as { entries: { name: string }[] }[]).flatMap(({ entries }) => entries);
      expect(told.map(({ name }) => name)).toContain('vm.deleted');
    }
    expect((await house.api.get('/vms/never/timeline')).status).toBe(404);
  });

  it('is nothing where nothing had to be done', async () => {
    await make('db', { start: true });
    const { id } = await house.api.succeed('POST', '/vms/bulk', { action: 'start', ids: ['db'] });
    const { body } = await house.api.get(`/operations/${id}`);
    expect(body['children']).toMatchObject([{ operationId: null, timeline: null }]);
    const none = await house.api.get(`/vms/db/timeline?operation=${id}`);
    expect([none.status, none.body['code']]).toEqual([404, 'operation.not-found']);
  });
});
