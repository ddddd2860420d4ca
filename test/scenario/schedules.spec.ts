/** Schedules and dependencies as a user meets them: over HTTP, refused with the field, run at their time. */
import { eventually, fakeNetwork } from '@chronovisor/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
  for (const name of ['db', 'web'])
    await house.api.succeed('POST', '/vms', { name, memory: '128MiB', labels: { set: name } });
});
afterEach(async () => {
  await host.close();
  await house.close();
});

const night = {
  name: 'night',
  action: 'start',
  target: { selector: 'set in (db,web)' },
  when: { daily: { at: '02:00' } },
};
const create = (over: object = {}) => house.api.post('/schedules', { ...night, ...over });

describe('a schedule', () => {
  it('is made, shown by names, changed, put to rest and deleted', async () => {
    const { api } = house;
    await api.succeed('POST', '/groups', { name: 'shop', vms: ['db'] });
    await api.succeed('POST', '/schedules', { ...night, target: { group: 'shop' }, timeZone: 'Europe/Berlin' });
    expect((await api.get('/schedules/night')).body).toMatchObject({
      target: { group: 'shop' },
      timeZone: 'Europe/Berlin',
      enabled: true,
      next: expect.stringMatching(/T0[01]:00:00\.000Z$/),
      lastRun: null,
    });
    await api.succeed('PATCH', '/schedules/night', { target: { ids: ['web', 'db', 'web'] }, name: 'nights' });
    expect((await api.get('/schedules/nights')).body).toMatchObject({
      target: { ids: [expect.any(String), expect.any(String)] },
    });
    await api.succeed('POST', '/schedules/nights/disable');
    expect((await api.get('/schedules/nights')).body).toMatchObject({ enabled: false, next: null });
    await api.succeed('POST', '/schedules/nights/enable');
    expect(await api.list('/schedules?filter=enabled=true')).toHaveLength(1);
    await api.succeed('DELETE', '/schedules/nights');
    expect((await api.get('/schedules/nights')).status).toBe(404);
  });

  it('runs at its time, and shows what became of it', async () => {
    const { api } = house;
    await api.succeed('POST', '/schedules', { ...night, when: { once: new Date(Date.now() + 1_500).toISOString() } });
    await api.vmIs('db', 'running');
    await api.vmIs('web', 'running');
    const runs = await eventually(async () => {
      const { items } = (await api.get('/schedules/night/runs')).body as { items: Record<string, unknown>[] };
      return items[0]?.['status'] === 'succeeded' ? items : null;
    });
    expect(runs).toMatchObject([{ status: 'succeeded', vms: 2, reason: null, operation: expect.any(String) }]);
    const operation = await api.get(`/operations/${String(runs[0]?.['operation'])}`);
    expect(operation.body).toMatchObject({ type: 'vm.bulk', status: 'succeeded' });
    expect((await api.get('/schedules/night')).body).toMatchObject({ next: null, lastRun: { status: 'succeeded' } });
  });

  it.each([
    [{ when: { cron: '61 * * * *' } }, 'schedule.cron-invalid', '/when/cron'],
    [{ when: { cron: '0 0 30 2 *' } }, 'schedule.never-runs', '/when/cron'],
    [{ when: { once: '2020-01-01T00:00:00Z' } }, 'schedule.never-runs', '/when/once'],
    [{ when: { once: 'tomorrow' } }, 'request.invalid', '/when/once'],
    [{ when: { daily: { at: '25:00' } } }, 'request.invalid', '/when/daily/at'],
    [{ when: {} }, 'request.invalid', '/when'],
    [{ when: { daily: { at: '02:00' }, cron: '0 2 * * *' } }, 'request.invalid', '/when'],
    [{ timeZone: 'Europe/Nowhere' }, 'schedule.zone-unknown', '/timeZone'],
    [{ action: 'snapshot' }, 'request.invalid', '/action'],
    [{ target: { ids: ['nobody'] } }, 'request.invalid', '/target/ids/0'],
    [{ target: { group: 'nobody' } }, 'group.unknown', '/target/group'],
    [{ target: { selector: '==' } }, 'selector.invalid', '/target/selector'],
    [{ target: {} }, 'request.invalid', '/target'],
  ])('is refused with the field: %o', async (over, code, pointer) => {
    const { status, body } = await create(over);
    expect([status, body]).toMatchObject([400, { code, hint: expect.any(String), errors: [{ pointer }] }]);
  });

  it('shares no name', async () => {
    await house.api.succeed('POST', '/schedules', night);
    expect(await create()).toMatchObject({
      status: 409,
      body: { code: 'schedule.name-taken', errors: [{ pointer: '/name' }] },
    });
  });
});

describe('what a vm needs', () => {
  const set = (vm: string, body: unknown) => house.api.request('PUT', `/vms/${vm}/dependencies`, { body });

  it('is said by names, and shown as it may be said again', async () => {
    const { api } = house;
    const needs = [{ vm: 'db', until: { type: 'port', port: 5432 }, timeout: '120s' }];
    await api.succeed('PUT', '/vms/web/dependencies', [{ ...needs[0], timeout: '2m' }]);
    expect((await api.get('/vms/web/dependencies')).body).toEqual(needs);
    await api.succeed('PATCH', '/vms/db', { name: 'database' });
    expect((await api.get('/vms/web/dependencies')).body).toEqual([{ ...needs[0], vm: 'database' }]);
    await api.succeed('PUT', '/vms/web/dependencies', []);
    expect((await api.get('/vms/web/dependencies')).body).toEqual([]);
  });

  it('may be a group', async () => {
    const { api } = house;
    await api.succeed('POST', '/groups', { name: 'backend', vms: ['db'] });
    await api.succeed('PUT', '/vms/web/dependencies', [{ group: 'backend' }]);
    expect((await api.get('/vms/web/dependencies')).body).toEqual([
      { group: 'backend', until: { type: 'running' }, timeout: '60s' },
    ]);
    expect(await set('db', [{ vm: 'web' }])).toMatchObject({
      status: 409,
      body: { code: 'dependency.cycle', detail: 'db would need itself: db → web → backend → db' },
    });
  });

  it.each([
    [[{ vm: 'nobody' }], 'request.invalid', '/0/vm'],
    [[{ group: 'nobody' }], 'request.invalid', '/0/group'],
    [[{ vm: 'db', group: 'x' }], 'request.invalid', '/0'],
    [[{ vm: 'db', until: { type: 'port' } }], 'request.invalid', '/0/until/port'],
    [[{ vm: 'db', until: { type: 'port', port: 70_000 } }], 'request.invalid', '/0/until/port'],
    [[{ vm: 'db', until: { type: 'soon' } }], 'request.invalid', '/0/until/type'],
    [[{ vm: 'db', timeout: '2 weeks' }], 'request.invalid', '/0/timeout'],
    [[{ vm: 'db' }, { vm: 'db' }], 'dependency.repeated', '/1'],
    [{ vm: 'db' }, 'request.invalid', ''],
  ])('is refused with the field: %o', async (needs, code, pointer) => {
    const { status, body } = await set('web', needs);
    expect([status, body]).toMatchObject([400, { code, hint: expect.any(String), errors: [{ pointer }] }]);
  });

  it('keeps what is needed from being deleted', async () => {
    const { api } = house;
    await api.succeed('PUT', '/vms/web/dependencies', [{ vm: 'db' }]);
    expect(await api.request('DELETE', '/vms/db')).toMatchObject({ status: 409, body: { code: 'vm.depended-on' } });
    await api.succeed('DELETE', '/vms/db?force=true');
    expect((await api.get('/vms/web/dependencies')).body).toEqual([]);
  });
});
