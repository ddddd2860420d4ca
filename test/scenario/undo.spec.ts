/** Changes taken back, through every service: what was before comes back, or it is said why not. */
import { fakeNetwork } from '@chronovisor/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { House } from './support/house.ts';
import { LittleHost } from './support/little-host.ts';

let house: House;
let host: LittleHost;

beforeAll(async () => {
  const network = fakeNetwork();
  house = await House.build(() => network.connect());
  host = new LittleHost(network.connect());
  await house.start();
  await host.start();
  await house.hasHost('h1');
});
afterAll(async () => {
  await host.close();
  await house.close();
});

const undo = (id: string) => house.api.request('POST', `/operations/${id}/undo`);
const undone = (id: string) => house.api.succeed('POST', `/operations/${id}/undo`);

describe('the undo of a vm’s change', () => {
  beforeEach(async () => {
    await house.api.succeed('POST', '/vms', { name: 'web-1', memory: '512MiB', labels: { set: 'web' } });
  });
  afterEach(async () => {
    for (const { id } of await house.api.list('/vms')) await house.api.succeed('DELETE', `/vms/${String(id)}`);
  });

  it('brings name, memory and labels back; its own undo brings the change back', async () => {
    const before = await house.api.vm('web-1');
    const change = await house.api.succeed('PATCH', '/vms/web-1', {
      name: 'web-9',
      memory: '1GiB',
      labels: { set: 'db', tier: 'back' },
    });
    expect(change).toMatchObject({ reversible: true });
    const back = await undone(change.id);
    expect(back).toMatchObject({ type: 'vm.update', reversible: true });
    const pick = ({ name, memory, labels }: typeof before) => ({ name, memory, labels });
    expect(pick(await house.api.vm('web-1'))).toEqual(pick(before));
    await undone(back.id);
    expect(await house.api.vm('web-9')).toMatchObject({ memory: 1024 ** 3, labels: { set: 'db', tier: 'back' } });
  });

  it('is refused with the fields that changed since, and changes nothing', async () => {
    const change = await house.api.succeed('PATCH', '/vms/web-1', { description: 'one', memory: '1GiB' });
    await house.api.succeed('PATCH', '/vms/web-1', { description: 'two' });
    const { status, body } = await undo(change.id);
    expect([status, body['code'], body['errors']]).toMatchObject([
      409,
      'operation.changed-since',
      [{ pointer: '/description' }],
    ]);
    expect(await house.api.vm('web-1')).toMatchObject({ description: 'two', memory: 1024 ** 3 });
  });

  it('is refused as the change itself would be: hardware of a vm that runs', async () => {
    const change = await house.api.succeed('PATCH', '/vms/web-1', { memory: '1GiB' });
    await house.api.succeed('POST', '/vms/web-1/start');
    const { status, body } = await undo(change.id);
    const itself = await house.api.request('PATCH', '/vms/web-1', { body: { memory: '512MiB' } });
    expect([status, body['code'], body['hint']]).toEqual([itself.status, itself.body['code'], itself.body['hint']]);
    await house.api.succeed('POST', '/vms/web-1/stop');
  });

  it('tells beforehand what it would do, and changes nothing', async () => {
    const change = await house.api.succeed('PATCH', '/vms/web-1', { description: 'one' });
    const { status, body } = await house.api.request('POST', `/operations/${change.id}/undo?dryRun=true`);
    expect([status, body]).toMatchObject([200, { dryRun: true, events: [{ data: { changes: { description: '' } } }] }]);
    expect(await house.api.vm('web-1')).toMatchObject({ description: 'one' });
  });

  it('is refused for what cannot be undone, with its reason', async () => {
    const start = await house.api.succeed('POST', '/vms/web-1/start');
    const stop = await house.api.succeed('POST', '/vms/web-1/stop');
    const nothing = await house.api.succeed('PATCH', '/vms/web-1', { memory: '512MiB' });
    for (const operation of [start, stop, nothing]) {
      expect(operation).toMatchObject({ reversible: false });
      const { status, body } = await undo(operation.id);
      expect([status, body['code']]).toEqual([409, 'operation.not-reversible']);
      expect(String(body['detail'])).toMatch(/cannot be undone: .{10,}/);
    }
    expect((await undo('0199a7c0-0000-7000-8000-000000000000')).status).toBe(404);
    expect((await undo('no-id')).status).toBe(404);
  });

  it('is no longer possible when the vm is gone', async () => {
    const change = await house.api.succeed('PATCH', '/vms/web-1', { description: 'one' });
    await house.api.succeed('DELETE', '/vms/web-1');
    expect((await house.api.get(`/operations/${change.id}`)).body).toMatchObject({ reversible: false });
    expect((await undo(change.id)).body).toMatchObject({
      code: 'operation.not-reversible',
      detail: expect.stringContaining('what it changed is gone'),
    });
  });
});

describe('the undo of other changes', () => {
  it('brings back when a schedule runs, what it does, and that it rests', async () => {
    const body = { name: 'night', action: 'stop', target: { selector: 'a=b' }, when: { daily: { at: '02:00' } } };
    await house.api.succeed('POST', '/schedules', { ...body, enabled: false });
    const changes = { when: { cron: '0 3 * * *' }, action: 'start', labels: { set: 'web' }, enabled: true };
    const change = await house.api.succeed('PATCH', '/schedules/night', changes);
    expect(change).toMatchObject({ reversible: true });
    await undone(change.id);
    const { when, action } = body;
    const before = { when, action, labels: {}, enabled: false, next: null };
    expect((await house.api.get('/schedules/night')).body).toMatchObject(before);
    const again = await undo(change.id);
    expect([again.status, again.body['code']]).toEqual([409, 'operation.changed-since']);
    await house.api.succeed('DELETE', '/schedules/night');
  });

  it('brings the members of a group back', async () => {
    await house.api.succeed('POST', '/vms', { name: 'a' });
    await house.api.succeed('POST', '/groups', { name: 'set', vms: ['a'] });
    const change = await house.api.succeed('PATCH', '/groups/set', { removeVms: ['a'], description: 'empty' });
    await undone(change.id);
    expect((await house.api.get('/groups/set')).body).toMatchObject({ description: '', vms: [{ name: 'a' }] });
  });

  it('brings the labels of a network and of a host back', async () => {
    for (const path of ['/networks/user', '/hosts/h1']) {
      const change = await house.api.succeed('PATCH', path, { labels: { set: 'web' } });
      expect((await house.api.get(path)).body).toMatchObject({ labels: { set: 'web' } });
      await undone(change.id);
      expect((await house.api.get(path)).body).toMatchObject({ labels: {} });
    }
  });

  it('brings a quota back', async () => {
    await house.api.succeed('POST', '/projects', { name: 'shop', quota: { vms: 3 } });
    const before = (await house.api.get('/projects/shop')).body['quota'];
    const change = await house.api.succeed('PATCH', '/projects/shop', { quota: { vms: 5, vcpus: 9 } });
    await undone(change.id);
    expect((await house.api.get('/projects/shop')).body['quota']).toEqual(before);
  });

  it('brings dependencies back', async () => {
    await house.api.succeed('POST', '/vms', { name: 'db' });
    await house.api.succeed('POST', '/vms', { name: 'app' });
    const change = await house.api.succeed('PUT', '/vms/app/dependencies', [{ vm: 'db', until: { type: 'running' } }]);
    await undone(change.id);
    expect(JSON.stringify((await house.api.get('/vms/app/dependencies')).body)).not.toContain('running');
  });

  it('names what is gone, where a vm needed it', async () => {
    for (const name of ['x', 'y', 'z']) await house.api.succeed('POST', '/vms', { name });
    await house.api.succeed('PUT', '/vms/x/dependencies', [{ vm: 'y' }, { vm: 'z' }]);
    const change = await house.api.succeed('PUT', '/vms/x/dependencies', []);
    const { id } = await house.api.vm('z');
    await house.api.succeed('DELETE', '/vms/z');
    expect(await undo(change.id)).toMatchObject({
      status: 409,
      body: {
        code: 'operation.needs-gone',
        detail: expect.stringContaining(`the vm z (${String(id)}) is gone`),
        hint: expect.stringContaining('/dependencies'),
        errors: [{ pointer: '/dependencies/1' }],
      },
    });
  });

  it('is never answered as if somebody had named a revision, however many change the same at once', async () => {
    await house.api.succeed('POST', '/vms', { name: 'busy' });
    const changes = await Promise.all(
      Array.from({ length: 8 }, (_, n) => house.api.perform('PATCH', '/vms/busy', { labels: { [`k${n}`]: 'x' } })),
    );
    const answers = await Promise.all(
      changes.flatMap(({ id }, n) => [
        undo(id),
        house.api.request('PATCH', '/vms/busy', { body: { labels: { [`other${n}`]: 'x' } } }),
      ]),
    );
    expect(answers.map(({ status }) => status).filter((status) => status !== 202 && status !== 409)).toEqual([]);
    expect(answers.filter(({ status }) => status === 202).length).toBeGreaterThanOrEqual(8);
  });

  it('brings dependencies back also when a vm that was needed is gone since', async () => {
    for (const name of ['disk', 'cache', 'shop']) await house.api.succeed('POST', '/vms', { name });
    const change = await house.api.succeed('PUT', '/vms/shop/dependencies', [{ vm: 'disk' }, { vm: 'cache' }]);
    await house.api.succeed('DELETE', '/vms/cache?force=true');
    expect((await house.api.get('/vms/shop/dependencies')).body).toMatchObject([{ vm: 'disk' }]);
    await undone(change.id);
    expect((await house.api.get('/vms/shop/dependencies')).body).toEqual([]);
  });
});
