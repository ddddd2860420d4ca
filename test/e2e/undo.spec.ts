/** Every type of operation there is, done once: what it says of being reversible beforehand is what comes true. */
import { eventRegistry } from '@chronovisor/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Document, Operation } from './support/api.ts';
import { type House, startHouse } from './support/house.ts';
import { importTiny, tinyVm } from './support/tiny.ts';

let house: House;

beforeAll(async () => {
  house = await startHouse({ env: { CHRONO_HOST_DRIVER: 'sim', CHRONO_WEBHOOK_ALLOW_PRIVATE: '127.0.0.0/8' } });
  await importTiny(house.api);
  for (const name of ['a', 'b']) await house.api.succeed('POST', '/vms', tinyVm(name, { start: false }));
});
afterAll(() => house.close());

interface Deed {
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  readonly body?: unknown;
  /** What has to be so before. */
  readonly first?: readonly (readonly [method: string, path: string, body?: unknown])[];
  /** Where what it changes can be seen. */
  readonly shown?: string;
}

const post = (path: string, body?: unknown, first?: Deed['first']): Deed => ({
  method: 'POST',
  path,
  ...(body === undefined ? {} : { body }),
  ...(first === undefined ? {} : { first }),
});
const remove = (path: string, ...first: NonNullable<Deed['first']>): Deed => ({ method: 'DELETE', path, first });
const patch = (path: string, body: unknown, ...first: NonNullable<Deed['first']>): Deed => ({
  method: 'PATCH',
  path,
  body,
  first,
  shown: path,
});

const off = ['POST', '/vms/a/stop'] as const;
const on = ['POST', '/vms/a/start'] as const;
const night = { action: 'start', target: { selector: 'set=x' }, when: { daily: { at: '02:00' } } };
const hook = { url: 'http://127.0.0.1:9/', types: ['vm.crashed'] };
const labels = { labels: { set: 'x' } };

const reversible: Readonly<Record<string, Deed>> = {
  'vm.update': patch('/vms/a', { vcpus: 2, description: 'x', autostart: true, ...labels }),
  'vm.reconfigure': { ...patch('/vms/a', { memory: '256MiB' }, off, on), query: '?apply=restart' },
  'vm.set-dependencies': {
    method: 'PUT',
    path: '/vms/a/dependencies',
    body: [{ vm: 'b' }],
    shown: '/vms/a/dependencies',
  },
  'group.update': patch('/groups/g', { name: 'gg', vms: ['a'] }, ['POST', '/groups', { name: 'g' }]),
  'project.update': patch('/projects/p', { quota: { vms: 3 }, ...labels }, ['POST', '/projects', { name: 'p' }]),
  'schedule.update': patch('/schedules/s', { action: 'stop' }, ['POST', '/schedules', { name: 's', ...night }]),
  'webhook.update': patch('/webhooks/w', { name: 'ww', enabled: false }, ['POST', '/webhooks', { name: 'w', ...hook }]),
  'host.update': patch('/hosts/h1', { overcommit: { vcpus: 8 }, ...labels }),
  'volume.update': patch('/volumes/v', labels, ['POST', '/volumes', { name: 'v', size: '1MiB' }]),
  'pool.update': patch('/pools/default', labels),
  'image.update': patch('/images/tiny', labels),
  'network.update': patch('/networks/n', labels, ['POST', '/networks', { name: 'n', kind: 'user' }]),
};

const final: Readonly<Record<string, Deed>> = {
  'vm.create': post('/vms', tinyVm('c', { start: false })),
  'vm.clone': post('/vms/c/clone', { name: 'd', mode: 'full' }),
  'vm.start': post('/vms/a/start', undefined, [off]),
  'vm.pause': post('/vms/a/pause', undefined, [off, on]),
  'vm.resume': post('/vms/a/resume', undefined, [off, on, ['POST', '/vms/a/pause']]),
  'vm.reset': post('/vms/a/reset', undefined, [off, on]),
  'vm.restart': post('/vms/a/restart', undefined, [off, on]),
  'vm.shutdown': post('/vms/a/shutdown', undefined, [off, on]),
  'vm.stop': post('/vms/a/stop', undefined, [off, on]),
  'vm.bulk': post('/vms/bulk', { action: 'start', ids: ['b'] }),
  'vm.delete': remove('/vms/d'),
  'volume.create': post('/volumes', { name: 'v2', size: '1MiB' }),
  'volume.grow': { method: 'PATCH', path: '/volumes/v2', body: { size: '2MiB' } },
  'volume.delete': remove('/volumes/v2'),
  'pool.create': post('/pools', { name: 'p2' }),
  'pool.delete': remove('/pools/p2'),
  'network.create': post('/networks', { name: 'n2', kind: 'user' }),
  'network.delete': remove('/networks/n2'),
  'image.import': post('/images', { name: 'i2', kind: 'disk', host: 'h1', path: '/etc/hostname' }),
  'image.delete': remove('/images/i2'),
  'group.create': post('/groups', { name: 'g2' }),
  'group.delete': remove('/groups/g2'),
  'project.create': post('/projects', { name: 'p2' }),
  'project.delete': remove('/projects/p2'),
  'schedule.create': post('/schedules', { name: 's2', ...night }),
  'schedule.delete': remove('/schedules/s2'),
  'webhook.create': post('/webhooks', { name: 'w2', ...hook }),
  'webhook.rotate-secret': post('/webhooks/w2/rotate-secret'),
  'webhook.replay': post('/webhooks/w2/replay', { from: 1 }),
  'webhook.test': post('/webhooks/w2/test'),
  'webhook.delete': remove('/webhooks/w2'),
};

/** Steps of others, and what a simulated guest never gives occasion for. */
const neverByThemselves = [
  ...['vm.copy', 'vm.await-readiness', 'vm.remove-files', 'network.activate'],
  ...['vm.adopt-drift', 'vm.repair-drift', 'host.repair-drift'],
];

const perform = async ({ method, path, query = '', body, first = [] }: Deed): Promise<Operation> => {
  for (const [how, where, what] of first) await house.api.perform(how, where, what);
  return house.api.perform(method, path + query, body);
};
const undo = (id: string, query = '') => house.api.request('POST', `/operations/${id}/undo${query}`);

const passing = new Set(['revision', 'updatedAt', 'generation', 'status', 'process', 'operation', 'live', 'position']);
const lasting = (document: Document): Document =>
  Object.fromEntries(Object.entries(document).filter(([key]) => !passing.has(key)));

it('there is a deed for every type of operation', () => {
  const opened = new Set([...eventRegistry.values()].flatMap(({ opens }) => (opens === undefined ? [] : [opens])));
  const done = [...Object.keys(reversible), ...Object.keys(final), ...neverByThemselves];
  expect([...opened, 'vm.clone'].filter((type) => !done.includes(type))).toEqual([]);
});

describe('what says that it is reversible', () => {
  it.each(Object.entries(reversible))('%s is taken back', async (type, deed) => {
    for (const [how, where, what] of deed.first ?? []) await house.api.perform(how, where, what);
    const { body: before } = await house.api.get(String(deed.shown));
    const { first: _done, ...rest } = deed;
    const operation = await perform(rest);
    expect([operation['type'], operation.status, operation['reversible']]).toEqual([type, 'succeeded', true]);
    const id = String(operation['target']).replace('/api/v1', '');
    const shown = type === 'vm.set-dependencies' ? String(deed.shown) : id;
    expect(lasting((await house.api.get(shown)).body)).not.toEqual(lasting(before));
    const answer = await undo(operation.id, deed.query);
    expect(answer).toMatchObject({ status: 202 });
    expect(await house.api.waitFor(String(answer.body['id']))).toMatchObject({ status: 'succeeded', reversible: true });
    expect(lasting((await house.api.get(shown)).body)).toEqual(lasting(before));
  });
});

describe('what says that it is not', () => {
  it.each(Object.entries(final))('%s is refused with the reason', async (type, deed) => {
    const operation = await perform(deed);
    expect([operation['type'], operation['reversible']]).toEqual([type, false]);
    const { status, body } = await undo(operation.id);
    expect([status, body['code']]).toEqual([409, 'operation.not-reversible']);
    expect(String(body['detail'])).not.toContain('nothing is known');
  });
});

describe('the undo of a change of hardware', () => {
  it('withdraws what waits for the next start, and what was changed at once with it', async () => {
    for (const [method, path] of [off, on]) await house.api.perform(method, path);
    const before = await house.api.vm('a');
    const body = { vcpus: 4, description: 'waits' };
    const change = await house.api.succeed('PATCH', '/vms/a?apply=next-start', body);
    expect(change['reversible']).toBe(true);
    expect(await house.api.vm('a')).toMatchObject({ pendingChanges: { vcpus: 4 }, description: 'waits' });
    await house.api.waitFor(String((await undo(change.id)).body['id']));
    expect(lasting(await house.api.vm('a'))).toEqual(lasting(before));
  });

  it('of a vm that runs is refused with its reason, waits, or restarts it, as `apply` says', async () => {
    for (const [method, path] of [off, on]) await house.api.perform(method, path);
    const before = await house.api.vm('a');
    const change = await house.api.succeed('PATCH', '/vms/a?apply=restart', { memory: '192MiB' });
    expect(await undo(change.id)).toMatchObject({
      status: 409,
      body: { code: 'vm.restart-needed', errors: [{ pointer: '/memory' }], hint: expect.stringContaining('apply') },
    });
    const kept = await undo(change.id, '?apply=next-start');
    const waiting = await house.api.waitFor(String(kept.body['id']));
    expect(await house.api.vm('a')).toMatchObject({ pendingChanges: { memory: before['memory'] } });
    await house.api.waitFor(String((await undo(waiting.id)).body['id']));
    await house.api.waitFor(String((await undo(change.id, '?apply=restart')).body['id']));
    expect(lasting(await house.api.vm('a'))).toEqual(lasting(before));
  });

  it('takes `apply` for nothing else', async () => {
    const change = await house.api.succeed('PATCH', '/hosts/h1', { labels: { other: 'x' } });
    expect(await undo(change.id, '?apply=restart')).toMatchObject({
      status: 400,
      body: { code: 'request.invalid', errors: [{ pointer: '?apply' }] },
    });
  });
});
