/** Groups of vms over HTTP: who is in them, lists by them, and vms that go. */
import { fakeNetwork } from '@chronovisor/testing';
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
  for (const name of ['web-1', 'web-2', 'db-1']) await house.api.succeed('POST', '/vms', { name });
});
afterEach(async () => {
  await host.close();
  await house.close();
});

const names = (list: unknown): readonly string[] => (list as readonly { name: string }[]).map(({ name }) => name);
const group = async (name: string) => (await house.api.get(`/groups/${name}`)).body as Record<string, unknown>;
const listed = async (query: string) => names(await house.api.list(`/vms?${query}`));

describe('groups', () => {
  it('hold vms by name or id, and a vm may be in several', async () => {
    const { api } = house;
    const { id } = await api.vm('db-1');
    await api.succeed('POST', '/groups', { name: 'shop', vms: ['web-1', id, 'web-1'], labels: { tier: 'one' } });
    await api.succeed('POST', '/groups', { name: 'all', vms: ['web-1', 'web-2'] });
    expect(names((await group('shop'))['vms'])).toEqual(['web-1', 'db-1']);
    expect(await listed('group=shop')).toEqual(['web-1', 'db-1']);
    expect(await listed('group=all&filter=name=web-1')).toEqual(['web-1']);
    expect(names(await api.list('/groups?selector=tier=one'))).toEqual(['shop']);
  });

  it('take vms in, leave them out and lose those that are deleted, which every list shows at once', async () => {
    const { api } = house;
    await api.succeed('POST', '/groups', { name: 'shop', vms: ['web-1'] });
    expect(await listed('group=shop')).toEqual(['web-1']);
    await api.succeed('PATCH', '/groups/shop', { addVms: ['web-2', 'db-1'], removeVms: ['web-1'] });
    expect(await listed('group=shop')).toEqual(['web-2', 'db-1']);
    await api.succeed('PATCH', '/vms/web-2', { name: 'web-3' });
    expect(names((await group('shop'))['vms'])).toEqual(['web-3', 'db-1']);
    await api.succeed('DELETE', '/vms/web-3');
    expect(names((await group('shop'))['vms'])).toEqual(['db-1']);
    expect(await listed('group=shop')).toEqual(['db-1']);
  });

  it('are as they were then in a list of then', async () => {
    const { api } = house;
    await api.succeed('POST', '/groups', { name: 'shop', vms: ['web-1'] });
    const { position } = (await api.succeed('PATCH', '/groups/shop', { addVms: ['db-1'] })) as { position?: number };
    await api.succeed('PATCH', '/groups/shop', { vms: ['web-2'] });
    expect(await listed('group=shop')).toEqual(['web-2']);
    expect(await listed(`group=shop&at=${position}`)).toEqual(['web-1', 'db-1']);
  });

  it('have a name of their own, which is free again when they go', async () => {
    const { api } = house;
    await api.succeed('POST', '/groups', { name: 'shop' });
    const taken = await api.post('/groups', { name: 'shop' });
    expect(taken).toMatchObject({ status: 409, body: { code: 'group.name-taken', errors: [{ pointer: '/name' }] } });
    await api.succeed('PATCH', '/groups/shop', { name: 'store' });
    await api.succeed('POST', '/groups', { name: 'shop' });
    await api.succeed('DELETE', '/groups/store');
    await api.succeed('PATCH', '/groups/shop', { name: 'store' });
    expect(names(await api.list('/groups'))).toEqual(['store']);
  });

  it('take nobody whom nobody knows, and say where that stands', async () => {
    const answer = await house.api.post('/groups', { name: 'shop', vms: ['web-1', 'web-9', 'db-9'] });
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'request.invalid', errors: [{ pointer: '/vms/1' }, { pointer: '/vms/2' }] },
    });
    expect(await house.api.get('/vms?group=shop')).toMatchObject({
      status: 400,
      body: { code: 'group.unknown', errors: [{ pointer: '?group' }] },
    });
    expect((await house.api.get('/groups/shop')).status).toBe(404);
  });
});
