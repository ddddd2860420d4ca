/** Everything there is as it was: one and lists, under the name of then, also after it went. */
import { hostClock } from '@chronovisor/bus';
import { fakeNetwork } from '@chronovisor/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { House } from './support/house.ts';
import { LittleHost } from './support/little-host.ts';

let house: House;
let host: LittleHost;

beforeAll(async () => {
  const network = fakeNetwork({ after: (ms, run) => hostClock.after(ms / 10, run) });
  house = await House.build(() => network.connect());
  host = new LittleHost(network.connect());
  await house.start();
  await host.start();
  await house.hasHost('h1');
  await house.api.succeed('POST', '/vms', { name: 'web' });
  await house.api.succeed('POST', '/vms', { name: 'db' });
  await house.api.succeed('POST', '/groups', { name: 'others', vms: ['db'] });
});
afterAll(async () => {
  await host.close();
  await house.close();
});

const now = async (): Promise<number> => Number((await house.api.get('/status')).body['position']);
const namesAt = async (path: string, at: number) =>
  (await house.api.list(`${path}?at=${at}`)).map(({ name }) => name).filter((name) => name !== 'default');

const when = { daily: { at: '02:00' } };
const things = [
  ['groups', { vms: ['web', 'db'] }, { name: 'y', removeVms: ['web'] }],
  ['schedules', { action: 'start', target: { group: 'others' }, when }, { name: 'y', action: 'stop' }],
  ['projects', { quota: { vms: 3 } }, { name: 'y', quota: { vms: 5 } }],
  ['volumes', { size: '1MiB' }, { labels: { set: 'y' } }],
  ['pools', {}, { labels: { set: 'y' } }],
  ['networks', {}, { labels: { set: 'y' } }],
] as const;

describe.each(things)('%s of the past', (noun, made, changes) => {
  it('are what they were, one and all, and are not there before and after', async () => {
    const { api } = house;
    const before = await now();
    await api.succeed('POST', `/${noun}`, { name: 'x', labels: { set: 'x' }, ...made });
    const { body: first } = await api.get(`/${noun}/x`);
    const then = await now();
    await api.succeed('PATCH', `/${noun}/x`, changes);
    const { body: second } = await api.get(`/${noun}/${String(first['id'])}`);
    const later = await now();
    await api.succeed('DELETE', `/${noun}/${String(first['id'])}`);
    const named = String(second['name']);
    for (const reference of ['x', String(first['id'])])
      expect((await api.get(`/${noun}/${reference}?at=${then}`)).body).toEqual(first);
    expect((await api.get(`/${noun}/${named}?at=${later}`)).body).toEqual(second);
    expect(await api.list(`/${noun}?at=${then}&selector=set=x`)).toEqual([first]);
    for (const at of [before, await now()]) {
      expect(await namesAt(`/${noun}`, at)).not.toContain('x');
      expect(await api.get(`/${noun}/x?at=${at}`)).toMatchObject({ status: 404 });
    }
  });
});

describe('a host of the past', () => {
  it('has the labels and overcommit it had, and what was reserved then', async () => {
    const { api } = house;
    const then = await now();
    const { live: _live, ...first } = (await api.get('/hosts/h1')).body;
    await api.succeed('PATCH', '/hosts/h1', { labels: { rack: 'a' }, overcommit: { vcpus: 2 } });
    await api.succeed('POST', '/vms/web/start');
    expect((await api.get('/hosts/h1')).body['reserved']).not.toEqual(first['reserved']);
    expect((await api.get(`/hosts/h1?at=${then}`)).body).toEqual({ ...first, live: null });
    expect(await api.list(`/hosts?at=${then}`)).toEqual([{ ...first, live: null }]);
    expect(await api.list(`/hosts?at=${await now()}&selector=rack=a`)).toHaveLength(1);
  });
});

describe('what a vm needed', () => {
  it('is shown as it was, by the names of then', async () => {
    const { api } = house;
    const nothing = await now();
    await api.succeed('PUT', '/vms/web/dependencies', [{ vm: 'db' }, { group: 'others' }]);
    const { body: first } = await api.get('/vms/web/dependencies');
    const then = await now();
    await api.succeed('PATCH', '/vms/db', { name: 'data' });
    await api.succeed('PUT', '/vms/web/dependencies', []);
    expect((await api.get(`/vms/web/dependencies?at=${nothing}`)).body).toEqual([]);
    expect((await api.get(`/vms/web/dependencies?at=${then}`)).body).toEqual(first);
    expect((await api.get(`/vms/web/dependencies?at=${await now()}`)).body).toEqual([]);
    expect(await api.get(`/vms/data/dependencies?at=${then}`)).toMatchObject({ status: 404 });
  });
});

describe('one thing of the past', () => {
  const nouns = ['vms', 'groups', 'schedules', 'hosts', 'pools', 'volumes', 'networks', 'projects', 'webhooks'];

  it('is the same alone as in the list, wherever one looks', async () => {
    const { api } = house;
    await api.succeed('POST', '/groups', { name: 'last', vms: ['web'] });
    await api.succeed('POST', '/schedules', { name: 'last', action: 'start', target: { group: 'last' }, when });
    const head = await now();
    for (let at = 2; at <= head; at += 5) {
      for (const noun of nouns) {
        for (const shown of await api.list(`/${noun}?at=${at}`))
          expect((await api.get(`/${noun}/${String(shown['id'])}?at=${at}`)).body).toEqual(shown);
      }
    }
  });

  it('and what it was compared with what it is, is what `diff` tells', async () => {
    const { api } = house;
    const head = await now();
    for (let from = 5; from < head; from += 40) {
      const { body } = await api.get(`/diff?from=${from}&to=${head}`);
      for (const item of body['items'] as readonly { subject: string; change: string; kind: string }[]) {
        const [was, is] = [await api.get(`/${item.subject}?at=${from}`), await api.get(`/${item.subject}?at=${head}`)];
        const change = { 404: 'created', 200: is.status === 404 ? 'deleted' : 'changed' }[was.status];
        expect([item.subject, item.change]).toEqual([item.subject, change]);
      }
    }
  });
});

describe('a time before everything', () => {
  it.each(['vms', 'groups', 'schedules', 'hosts', 'pools', 'volumes', 'images', 'networks', 'projects', 'webhooks'])(
    'is refused for %s with the first time there is',
    async (noun) => {
      for (const path of [`/${noun}`, `/${noun}/x`, ...(noun === 'vms' ? ['/vms/web/dependencies'] : [])])
        expect(await house.api.get(`${path}?at=2001-01-01T00:00:00Z`)).toMatchObject({
          status: 400,
          body: { code: 'time.before-first', hint: expect.stringContaining('20'), errors: [{ pointer: '?at' }] },
        });
    },
  );
});
