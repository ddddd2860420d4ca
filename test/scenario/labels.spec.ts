/** Everything there is can be labelled and picked by its labels, in the same words. */
import { hostClock } from '@chronovisor/bus';
import { fakeNetwork } from '@chronovisor/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { House } from './support/house.ts';
import { LittleHost } from './support/little-host.ts';

let house: House;
let host: LittleHost;

beforeEach(async () => {
  const network = fakeNetwork({ after: (ms, run) => hostClock.after(ms / 10, run) });
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

const things = [
  ['vms', { name: 'x', memory: '64MiB' }],
  ['volumes', { name: 'x', size: '1GiB' }],
  ['pools', { name: 'x' }],
  ['networks', { name: 'x' }],
  ['projects', { name: 'x' }],
  ['groups', { name: 'x' }],
  ['schedules', { name: 'x', action: 'start', target: { selector: 'a=b' }, when: { daily: { at: '02:00' } } }],
] as const;

const labelsOf = async (path: string) => (await house.api.get(path)).body['labels'];

describe.each(things)('of %s', (noun, body) => {
  beforeEach(() => house.api.succeed('POST', `/${noun}`, { ...body, labels: { set: 'web', tier: 'front' } }));
  const change = (labels: object) => house.api.request('PATCH', `/${noun}/x`, { body: { labels } });

  it('one has the labels it was made with, and those it is given', async () => {
    expect(await labelsOf(`/${noun}/x`)).toEqual({ set: 'web', tier: 'front' });
    await house.api.succeed('PATCH', `/${noun}/x`, { labels: { set: 'db', tier: null, new: '' } });
    expect(await labelsOf(`/${noun}/x`)).toEqual({ set: 'db', new: '' });
  });

  it('those with a label are picked by it', async () => {
    const names = async (selector: string) =>
      (await house.api.list(`/${noun}?selector=${encodeURIComponent(selector)}`)).map(({ name }) => name);
    expect([await names('set=web'), await names('set=db'), await names('tier in (front,back)')]).toEqual([
      ['x'],
      [],
      ['x'],
    ]);
    expect(await names('!set')).not.toContain('x');
    expect(await house.api.get(`/${noun}?selector=a==b==c`)).toMatchObject({
      status: 400,
      body: { code: 'selector.invalid', errors: [{ pointer: '?selector' }] },
    });
  });

  it('the same labels again change nothing', async () => {
    await house.api.succeed('PATCH', `/${noun}/x`, { labels: { set: 'web' } });
    const { revision } = (await house.api.get(`/${noun}/x`)).body;
    await house.api.succeed('PATCH', `/${noun}/x`, { labels: { set: 'web', tier: 'front', gone: null } });
    expect((await house.api.get(`/${noun}/x`)).body).toMatchObject({ revision });
  });

  it('bad labels and too many are refused, with their place', async () => {
    expect(await change({ 'not good': 'x' })).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    const many = Object.fromEntries(Array.from({ length: 63 }, (_, i) => [`k${i}`, '']));
    expect(await change(many)).toMatchObject({
      status: 400,
      body: { code: `${noun.slice(0, -1)}.too-many-labels`, errors: [{ pointer: '/labels' }] },
    });
  });
});

describe('of hosts', () => {
  it('those with a label are picked by it', async () => {
    await house.api.succeed('PATCH', '/hosts/h1', { labels: { rack: 'a' } });
    expect(await house.api.list('/hosts?selector=rack=a')).toMatchObject([{ name: 'h1', labels: { rack: 'a' } }]);
    expect(await house.api.list('/hosts?selector=rack=b')).toEqual([]);
  });
});

describe('of a volume', () => {
  it('labels and size are changed one after the other', async () => {
    await house.api.succeed('POST', '/volumes', { name: 'x', size: '1GiB' });
    expect(
      await house.api.request('PATCH', '/volumes/x', { body: { size: '2GiB', labels: { a: 'b' } } }),
    ).toMatchObject({ status: 400, body: { code: 'request.invalid', errors: [{ pointer: '/labels' }] } });
    await house.api.succeed('PATCH', '/volumes/x', { labels: { a: 'b' } });
    await house.api.succeed('PATCH', '/volumes/x', { size: '2GiB' });
    const { body } = await house.api.get('/volumes/x');
    expect(body).toMatchObject({ labels: { a: 'b' }, size: 2 * 1024 ** 3 });
  });
});
