/** Who starts after whom, and who goes off before whom: over HTTP, through every service, with a host that can fail. */
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
  for (const name of ['db', 'app', 'web', 'lone'])
    await house.api.succeed('POST', '/vms', { name, memory: '128MiB', labels: { set: 'shop' } });
  await house.api.succeed('PUT', '/vms/app/dependencies', [{ vm: 'db' }]);
  await house.api.succeed('PUT', '/vms/web/dependencies', [{ vm: 'app' }]);
});
afterEach(async () => {
  await host.close();
  await house.close();
});

/** Names in the order in which their vms did so. */
const order = async (type: string): Promise<readonly string[]> => {
  const events = await house.api.list(`/events?limit=1000&types=${type}`);
  const vms = await house.api.list('/vms');
  const nameOf = new Map(vms.map(({ id, name }) => [id, name as string]));
  return events
    .toSorted((a, b) => Number(a['position']) - Number(b['position']))
    .map(({ data }) => nameOf.get((data as { vmId: string }).vmId) ?? '?');
};
const children = async (operation: Operation) => {
  const { body } = await house.api.get(`/operations/${operation.id}`);
  const list = body['children'] as { vm: { name: string }; status: string; problem: { code: string } | null }[];
  return Object.fromEntries(list.map(({ vm, status, problem }) => [vm.name, problem?.code ?? status]));
};

describe('a start', () => {
  it('of one vm starts what it needs before it, in one operation', async () => {
    const operation = await house.api.succeed('POST', '/vms/web/start');
    expect(operation).toMatchObject({ type: 'vm.bulk' });
    expect(await children(operation)).toEqual({ web: 'succeeded', app: 'succeeded', db: 'succeeded' });
    expect(await order('vm.started')).toEqual(['db', 'app', 'web']);
  });

  it('of a vm that needs nobody is its own', async () => {
    expect(await house.api.succeed('POST', '/vms/lone/start')).toMatchObject({ type: 'vm.start' });
  });

  it('of many keeps their order, and brings what they need', async () => {
    const operation = await house.api.succeed('POST', '/vms/bulk', { action: 'start', ids: ['web', 'lone'] });
    expect(Object.keys(await children(operation)).toSorted()).toEqual(['app', 'db', 'lone', 'web']);
    expect((await order('vm.started')).filter((name) => name !== 'lone')).toEqual(['db', 'app', 'web']);
  });

  it('that fails keeps back exactly what hangs on it, and says so', async () => {
    host.be('fails', 'compute.StartVm');
    const operation = await house.api.perform('POST', '/vms/web/start');
    host.relent('compute.StartVm');
    expect(operation).toMatchObject({ status: 'failed' });
    const { db, ...others } = await children(operation);
    expect(db).not.toBe('succeeded');
    expect(others).toEqual({ app: 'bulk.dependency-failed', web: 'bulk.dependency-failed' });
    expect(host.times('StartVm')).toBe(0);
    await house.api.succeed('POST', '/vms/lone/start');
  });
});

describe('what a vm needs', () => {
  const put = (etag: string, body: readonly object[], query = '') =>
    house.api.request('PUT', `/vms/web/dependencies${query}`, { body, headers: { 'if-match': etag } });
  const etag = async (name: string): Promise<string> =>
    String((await house.api.raw(`/vms/${name}/dependencies`)).headers.get('etag'));

  it('is changed with If-Match only as it was seen, whatever others need', async () => {
    const seen = await etag('web');
    expect(seen).toMatch(/^"\d{1,15}"$/);
    await house.api.succeed('PUT', '/vms/app/dependencies', [{ vm: 'db' }, { vm: 'lone' }]);
    expect(await etag('web')).toBe(seen);
    expect(await put(seen, [{ vm: 'db' }], '?dryRun=true')).toMatchObject({ status: 200 });
    expect(await put(seen, [{ vm: 'db' }])).toMatchObject({ status: 202 });
    const stale = { code: 'revision.stale', hint: expect.stringContaining('Read it again') };
    expect(await put(seen, [{ vm: 'lone' }])).toMatchObject({ status: 412, body: stale });
    expect(await put(seen, [{ vm: 'lone' }], '?dryRun=true')).toMatchObject({ status: 412, body: stale });
    expect(await put('nonsense', [])).toMatchObject({ status: 400, body: { code: 'revision.malformed' } });
    const now = await etag('web');
    const both = await Promise.all([put(now, [{ vm: 'lone' }]), put(now, [])]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 412]);
    expect(await put('*', [{ vm: 'app' }])).toMatchObject({ status: 202 });
    expect(await put(await etag('web'), [])).toMatchObject({ status: 202 });
    expect(await etag('web')).toBe(await etag('db'));
  });
});

describe('a ring through a group', () => {
  beforeEach(async () => {
    await house.api.succeed('POST', '/groups', { name: 'all', vms: ['lone'] });
    await house.api.succeed('PUT', '/vms/db/dependencies', [{ group: 'all' }]);
  });
  const change = (body: object, query = '') => house.api.request('PATCH', `/groups/all${query}`, { body });

  it('is refused when the group is changed, and named', async () => {
    const cycle = {
      code: 'dependency.cycle',
      detail: 'all would need itself: all → web → app → db → all',
      hint: expect.stringContaining('Leave this vm out'),
    };
    const [more, whole] = [{ addVms: ['lone', 'web'] }, { vms: ['web'] }];
    expect(await change(more)).toMatchObject({ status: 409, body: { ...cycle, errors: [{ pointer: '/addVms/1' }] } });
    expect(await change(more, '?dryRun=true')).toMatchObject({ status: 409, body: cycle });
    expect(await change(whole)).toMatchObject({ status: 409, body: { ...cycle, errors: [{ pointer: '/vms/0' }] } });
    expect((await house.api.get('/groups/all')).body['vms']).toMatchObject([{ name: 'lone' }]);
    expect(await change({ addVms: ['db'] })).toMatchObject({
      status: 409,
      body: { detail: 'all would need itself: all → db → all' },
    });
    expect(await change({ description: 'fine' })).toMatchObject({ status: 202 });
  });

  it('is refused when the need is said, and named', async () => {
    const needs = (vm: string, body: readonly object[]) =>
      house.api.request('PUT', `/vms/${vm}/dependencies`, { body: body });
    expect(await needs('lone', [{ vm: 'web' }])).toMatchObject({
      status: 409,
      body: { code: 'dependency.cycle', detail: 'lone would need itself: lone → web → app → db → all → lone' },
    });
  });

  it('is closed by none of two that are asked at once, and by no undo', async () => {
    await house.api.succeed('PUT', '/vms/app/dependencies', []);
    for (let round = 0; round < 10; round += 1) {
      const both = await Promise.all([
        change({ addVms: ['app'] }),
        house.api.request('PUT', '/vms/app/dependencies', { body: [{ vm: 'db' }] as never }),
      ]);
      expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 409]);
      await house.api.succeed('PATCH', '/groups/all', { vms: ['lone'] });
      await house.api.succeed('PUT', '/vms/app/dependencies', []);
    }
    await house.api.succeed('PATCH', '/groups/all', { addVms: ['app'] });
    const left = await house.api.succeed('PATCH', '/groups/all', { removeVms: ['app'] });
    await house.api.succeed('PUT', '/vms/app/dependencies', [{ vm: 'db' }]);
    expect(await house.api.post(`/operations/${left.id}/undo`)).toMatchObject({
      status: 409,
      body: { code: 'dependency.cycle' },
    });
  });
});

describe('going off', () => {
  beforeEach(() => house.api.succeed('POST', '/vms/web/start'));

  it('has the contrary order for many', async () => {
    await house.api.succeed('POST', '/vms/bulk', { action: 'shutdown', selector: 'set=shop' });
    expect(await order('vm.stopped')).toEqual(['web', 'app', 'db']);
  });

  it('is for one vm alone', async () => {
    await house.api.succeed('POST', '/vms/db/shutdown');
    expect(await order('vm.stopped')).toEqual(['db']);
    expect(await house.api.vm('web')).toMatchObject({ status: 'running' });
  });

  it('takes those along that need it, where that is asked for', async () => {
    const operation = await house.api.succeed('POST', '/vms/db/shutdown?dependents=true', { timeoutSeconds: 30 });
    expect(await children(operation)).toEqual({ db: 'succeeded', app: 'succeeded', web: 'succeeded' });
    expect(await order('vm.stopped')).toEqual(['web', 'app', 'db']);
    await house.api.succeed('POST', '/vms/db/stop?dependents=true');
  });
});

it('goes on where it was when control dies in between', async () => {
  host.be('holds', 'compute.StartVm');
  await house.api.post('/vms/web/start');
  house.kill();
  await house.start();
  host.relent('compute.StartVm');
  await eventually(async () => ((await house.api.vm('web'))['status'] === 'running' ? true : null));
  expect(await order('vm.started')).toEqual(['db', 'app', 'web']);
  expect(host.times('StartVm')).toBe(3);
});
