/** The views are disposable: built anew from the log they give the same answers, to the byte, while everybody is served. */
import { eventually, fakeNetwork } from '@chronovisor/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
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
  await house.api.succeed('POST', '/vms', {
    name: 'on',
    start: true,
    disks: [{ size: '1GiB' }],
    labels: { set: 'web' },
  });
  await house.api.succeed('POST', '/vms', { name: 'off', nics: [{ network: 'default' }] });
  await house.api.succeed('POST', '/groups', { name: 'all', vms: ['on', 'off'] });
  await house.api.succeed('PATCH', '/vms/off', { name: 'still-off' });
  await house.api.succeed('POST', '/vms/on/stop');
  await eventually(async () => (await house.count('audit.AccessRecorded'))['audit.AccessRecorded'] === 5);
});
afterAll(async () => {
  await host.close();
  await house.close();
});

/** What heartbeats said last, which is no part of the log. */
const LIVE = /"live":(null|\{[^}]*\})/g;

/** All that is answered from views; of lists each thing by itself as well. The rest reads the log, which a rebuild's audit record makes longer. */
const everything = async (): Promise<Readonly<Record<string, string>>> => {
  const { body } = await house.api.get('/openapi.json');
  const paths = Object.entries(body['paths'] as Readonly<Record<string, object>>)
    .filter(([path, methods]) => 'get' in methods && path.startsWith('/api/v1/'))
    .map(([path]) => path.replace('/api/v1', ''))
    .filter((path) => !/serial|console|screenshot|openapi|status|self-check|timeline|audit|events|diff/.test(path));
  const answers: Record<string, string> = {};
  for (const path of paths.filter((each) => !each.includes('{'))) {
    answers[path] = await (await house.api.raw(path)).text();
  }
  for (const path of paths.filter((each) => each.includes('{id}'))) {
    const list = answers[path.slice(0, path.indexOf('/{id}'))] ?? '{}';
    const { items = [] } = JSON.parse(list) as { items?: readonly { id: string }[] };
    for (const { id } of items) {
      const one = path.replace('{id}', encodeURIComponent(id));
      answers[one] = await (await house.api.raw(one)).text();
    }
  }
  return Object.fromEntries(Object.entries(answers).map(([path, text]) => [path, text.replaceAll(LIVE, '')]));
};

it('gives the same answers before and after, to the byte', async () => {
  const before = await everything();
  expect(Object.keys(before).length).toBeGreaterThan(25);
  const { status, body } = await house.api.post('/admin/rebuild');
  expect([status, body]).toMatchObject([200, { consistent: true, replaced: true, differences: [] }]);
  expect(body['things']).toBeGreaterThan(10);
  expect(await everything()).toEqual(before);
});

it('goes on with what happens then: changes, operations that are waited for, a second rebuild', async () => {
  await house.api.succeed('PATCH', '/vms/on', { description: 'later' });
  const [started, rebuilt] = await Promise.all([
    house.api.request('POST', '/vms/on/start', { headers: { prefer: 'wait=20' } }),
    house.api.post('/admin/rebuild'),
  ]);
  expect(started.body).toMatchObject({ status: 'succeeded' });
  expect(rebuilt.body).toMatchObject({ consistent: true });
  expect(await house.api.vm('on')).toMatchObject({ status: 'running', description: 'later' });
  expect((await house.api.get('/admin/self-check')).body).toMatchObject({ consistent: true, replaced: false });
  expect((await house.api.get('/status')).body['selfCheck']).toMatchObject({ consistent: true, differences: 0 });
});

it('serves all the while, and loses no change made meanwhile', async () => {
  const rebuilds = Array.from({ length: 3 }, () => house.api.post('/admin/rebuild'));
  const seen: unknown[] = [];
  for (let turn = 0; turn < 10; turn += 1) {
    await house.api.succeed('PATCH', '/vms/still-off', { description: `turn ${turn}` });
    seen.push((await house.api.vm('still-off'))['description']);
  }
  const answers = await Promise.all(rebuilds);
  expect(answers.map(({ body }) => body['consistent'])).toEqual([true, true, true]);
  expect(seen).toEqual(Array.from({ length: 10 }, (_, turn) => `turn ${turn}`));
});

it('takes neither body nor unknown parameters', async () => {
  expect((await house.api.post('/admin/rebuild', { now: true })).body).toMatchObject({ code: 'request.invalid' });
  expect((await house.api.get('/admin/self-check?deep=1')).body).toMatchObject({ errors: [{ pointer: '?deep' }] });
});
