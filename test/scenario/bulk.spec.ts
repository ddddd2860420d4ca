/** One order to many vms over HTTP: every one of them, the bad apple, the cancel half-way, and requests that make no sense. */
import { eventually, fakeNetwork } from '@chronovisor/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { House } from './support/house.ts';
import { LittleHost } from './support/little-host.ts';

interface Child {
  readonly vm: { readonly id: string; readonly name: string };
  readonly operationId: string | null;
  readonly status: string;
  readonly problem: { readonly code: string; readonly detail: string } | null;
}
interface Bulk {
  readonly id: string;
  readonly status: string;
  readonly progress: object;
  readonly problem: object | null;
  readonly children: readonly Child[];
  readonly bulk: { readonly counts: Readonly<Record<string, number>> };
}

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

const make = async (count: number, over: object = {}): Promise<readonly string[]> => {
  const names = Array.from({ length: count }, (_, index) => `web-${index + 1}`);
  await Promise.all(names.map((name) => house.api.succeed('POST', '/vms', { name, ...over })));
  return names;
};
const bulk = async (body: object): Promise<Bulk> =>
  (await house.api.perform('POST', '/vms/bulk', body)) as unknown as Bulk;
/** Waits until so many vms are so far. */
const reaches = (id: string, counts: object): Promise<unknown> =>
  eventually(async () => {
    const { body } = await house.api.get(`/operations/${id}`);
    expect(body).toMatchObject({ bulk: { counts } });
    return body;
  });
const statuses = ({ children }: Bulk): readonly string[] => children.map(({ status }) => status);
const count = (list: readonly string[], word: string): number => list.filter((one) => one === word).length;

describe('one order to many vms', () => {
  it('starts fifty in one call, each with an operation of its own', async () => {
    const names = await make(50, { labels: { set: 'web' } });
    const done = await bulk({ action: 'start', selector: 'set=web', concurrency: 7 });
    expect(done).toMatchObject({
      status: 'succeeded',
      target: '/api/v1/vms',
      type: 'vm.bulk',
      progress: { done: 50, total: 50 },
      bulk: { action: 'start', concurrency: 7, counts: { succeeded: 50, failed: 0 } },
    });
    expect(done.children.map(({ vm }) => vm.name).toSorted()).toEqual(names.toSorted());
    expect(host.times('StartVm')).toBe(50);
    const [child] = done.children;
    const own = await house.api.get(`/operations/${String(child?.operationId)}`);
    expect(own.body).toMatchObject({ type: 'vm.start', status: 'succeeded', target: `/api/v1/vms/${child?.vm.id}` });
    const [listed] = await house.api.list('/operations?filter=type=vm.bulk');
    expect(listed).toMatchObject({ id: done.id, bulk: { counts: { succeeded: 50 } } });
    expect(listed).not.toHaveProperty('children');
  });

  it('does again what it did, without doing anything', async () => {
    await make(3);
    await bulk({ action: 'start', ids: ['web-1', 'web-2', 'web-3'] });
    const again = await bulk({ action: 'start', ids: ['web-1', 'web-2', 'web-3', 'web-1'] });
    expect(again).toMatchObject({ status: 'succeeded', progress: { done: 3, total: 3 } });
    expect(again.children.map(({ operationId }) => operationId)).toEqual([null, null, null]);
    expect(host.times('StartVm')).toBe(3);
  });

  it('goes by groups, and knows every action', async () => {
    const vms = await make(4, { start: true });
    await house.api.succeed('POST', '/groups', { name: 'shop', vms });
    const group = 'shop';
    for (const body of [
      { action: 'label', params: { tier: 'one' } },
      { action: 'restart', params: { timeoutSeconds: 5 } },
      { action: 'shutdown', params: { timeoutSeconds: 5, force: true } },
      { action: 'reconfigure', params: { memory: '1GiB', boot: { menu: true } } },
      { action: 'start' },
      { action: 'stop' },
    ]) {
      const done = await bulk({ group, ...body });
      expect([body.action, done.status, done.problem]).toEqual([body.action, 'succeeded', null]);
    }
    expect(await house.api.vm('web-4')).toMatchObject({
      status: 'off',
      memory: 1024 ** 3,
      boot: { menu: true },
      labels: { tier: 'one' },
    });
    expect(await bulk({ group, action: 'delete', params: { volumes: 'delete' } })).toMatchObject({
      status: 'succeeded',
    });
    expect(await house.api.list('/vms')).toEqual([]);
  });

  it('goes on over a bad apple, which says what is wrong with it', async () => {
    await make(5, { start: true });
    await house.api.succeed('POST', '/vms/web-2/stop');
    const ids = ['web-1', 'web-2', 'web-3', 'web-4', 'web-5'];
    const done = await bulk({ action: 'restart', ids, concurrency: 1, params: { timeoutSeconds: 5 } });
    expect(done).toMatchObject({
      status: 'failed',
      problem: { code: 'bulk.incomplete', detail: 'of 5 vms 4 done, 1 failed: web-2' },
    });
    expect(statuses(done)).toEqual(['succeeded', 'failed', 'succeeded', 'succeeded', 'succeeded']);
    expect(done.children[1]?.problem).toMatchObject({ code: 'vm.not-running' });
  });

  it('stops at a bad apple when it is told to', async () => {
    await make(5, { start: true });
    await house.api.succeed('POST', '/vms/web-2/stop');
    const ids = ['web-1', 'web-2', 'web-3', 'web-4', 'web-5'];
    const body = { action: 'restart', ids, concurrency: 1, onError: 'stop', params: { timeoutSeconds: 5 } };
    const done = await bulk(body);
    expect(done).toMatchObject({ status: 'failed', bulk: { counts: { succeeded: 1, failed: 1, skipped: 3 } } });
    expect(statuses(done)).toEqual(['succeeded', 'failed', 'skipped', 'skipped', 'skipped']);
    expect(done.children[4]?.problem).toMatchObject({ code: 'bulk.halted' });
    expect(host.times('StartVm')).toBe(5 + 1);
  });

  it('waits with what was under way already, and never has more at a time than it may', async () => {
    const ids = await make(8);
    host.be('holds', 'compute.StartVm');
    const single = await house.api.post('/vms/web-1/start');
    const asked = await house.api.post('/vms/bulk', { action: 'start', ids, concurrency: 3 });
    await reaches(String(asked.body['id']), { running: 3, pending: 5 });
    host.relent('compute.StartVm');
    const done = (await house.api.waitFor(String(asked.body['id']))) as unknown as Bulk;
    expect(done).toMatchObject({ status: 'succeeded', progress: { done: 8 } });
    expect(done.children[0]?.operationId).toBe(single.body['id']);
    expect(host.times('StartVm')).toBe(8);
  });
});

describe('a cancel half-way', () => {
  it('sends nothing more, lets what is under way end, and says which is which', async () => {
    const ids = await make(20);
    await bulk({ action: 'start', ids: ids.slice(0, 10) });
    host.be('holds', 'compute.StartVm');
    const asked = await house.api.post('/vms/bulk', { action: 'start', ids, concurrency: 5 });
    const path = `/operations/${String(asked.body['id'])}`;
    await reaches(String(asked.body['id']), { succeeded: 10, running: 5, pending: 5 });
    const cancelled = await house.api.request('DELETE', path);
    expect(cancelled).toMatchObject({
      status: 202,
      body: { status: 'cancelling', bulk: { counts: { succeeded: 10, running: 5, cancelled: 5 } } },
    });
    host.relent('compute.StartVm');
    const done = (await house.api.waitFor(String(asked.body['id']))) as unknown as Bulk;
    expect(done).toMatchObject({
      status: 'cancelled',
      problem: { code: 'bulk.cancelled', detail: 'of 20 vms 15 done, 5 never sent' },
    });
    expect([count(statuses(done), 'succeeded'), count(statuses(done), 'cancelled')]).toEqual([15, 5]);
    for (const { vm, status } of done.children)
      expect(await house.api.vm(vm.name)).toMatchObject({ status: status === 'succeeded' ? 'running' : 'off' });
    expect(await house.api.request('DELETE', path)).toMatchObject({ status: 409, body: { code: 'operation.ended' } });
  });
});

describe('a request that makes no sense', () => {
  const refused = async (body: object) => {
    const before = (await house.events()).length;
    const answer = await house.api.post('/vms/bulk', body);
    const { code, errors, hint } = answer.body as { code: string; errors: { pointer: string }[]; hint?: string };
    expect(hint).toBeTypeOf('string');
    const did = (await house.events()).slice(before).filter(({ type }) => type.startsWith('compute.'));
    expect(did).toEqual([]);
    return [answer.status, code, ...errors.map(({ pointer }) => pointer)];
  };

  it('is told with its place, and nothing is done', async () => {
    const ids = await make(2);
    const start = { action: 'start' };
    expect(await refused({ ...start, selector: 'set=none' })).toEqual([400, 'bulk.no-vms', '/selector']);
    expect(await refused({ ...start, ids: [] })).toEqual([400, 'bulk.no-vms', '/ids']);
    expect(await refused({ ...start, group: 'none' })).toEqual([400, 'group.unknown', '/group']);
    expect(await refused({ ...start, ids: [...ids, 'web-1', 'web-9'] })).toEqual([400, 'request.invalid', '/ids/3']);
    expect(await refused({ ...start })).toEqual([400, 'request.invalid', '']);
    expect(await refused({ ...start, ids, group: 'x' })).toEqual([400, 'request.invalid', '/group']);
    expect(await refused({ ...start, selector: 'a==b==c' })).toEqual([400, 'selector.invalid', '/selector']);
    expect(await refused({ ...start, ids, concurrency: 0 })).toEqual([400, 'request.invalid', '/concurrency']);
    expect(await refused({ ...start, ids, concurrency: 1000 })).toEqual([400, 'request.invalid', '/concurrency']);
    expect(await refused({ ids, action: 'explode' })).toEqual([400, 'request.invalid', '/action']);
    expect(await refused({ ...start, ids, params: { force: true } })).toEqual([
      400,
      'request.invalid',
      '/params/force',
    ]);
    const shutdown = { ids, action: 'shutdown', params: { timeoutSeconds: 0 } };
    expect(await refused(shutdown)).toEqual([400, 'request.invalid', '/params/timeoutSeconds']);
    expect(await refused({ ids, action: 'label' })).toEqual([400, 'request.invalid', '/params']);
    const names = { ids, action: 'reconfigure', params: { name: 'one' } };
    expect(await refused(names)).toEqual([400, 'request.invalid', '/params/name']);
  });
});
