/** An image goes though a host that has a copy is away: nobody waits for it, and it removes its files when it comes back. */
import { eventually } from '@chronovisor/testing';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type House, startHouse } from './support/house.ts';

let house: House;

beforeAll(async () => {
  house = await startHouse();
});
afterAll(() => house.close());

const importIso = async (name: string): Promise<string> => {
  const path = join(house.dataDir, `${name}.iso`);
  await writeFile(path, name);
  // A host that has just come back may not take questions yet.
  const asked = await eventually(async () => {
    const answer = await house.api.post('/images', { name, kind: 'iso', path });
    return answer.status === 202 ? answer : null;
  });
  expect(await house.api.waitFor(String(asked.body['id']))).toMatchObject({ status: 'succeeded' });
  return String((await house.api.get(`/images/${name}`)).body['id']);
};
const kept = (): Promise<readonly string[]> => readdir(join(house.dataDir, 'hosts', 'h1', 'images'));
const remove = (name: string, query = '') => house.api.request('DELETE', `/images/${name}${query}`);

it('waits for a host that is away, and with force it does not', async () => {
  const id = await importIso('rescue');
  await house.hosts.get('h1')?.kill('SIGKILL');
  const waiting = await remove('rescue');
  expect(waiting.status).toBe(202);
  expect((await house.api.get('/images/rescue')).body).toMatchObject({ status: 'deleting' });

  const forced = await remove('rescue', '?force=true');
  expect(await house.api.waitFor(String(forced.body['id']))).toMatchObject({
    type: 'image.delete',
    status: 'succeeded',
  });
  expect((await house.api.get('/images/rescue')).status).toBe(404);
  expect(await house.api.waitFor(String(waiting.body['id']))).toMatchObject({
    status: 'failed',
    problem: { code: 'image.superseded' },
  });
  expect(await kept()).toContain(id);

  await house.startHost('h1');
  await eventually(async () => !(await kept()).includes(id), { withinMs: 20_000 });
  expect(await house.api.list('/events?types=image.leftover-removed')).toHaveLength(1);
});

it('gives its name free at once, and a new image of that name stays', async () => {
  const old = await importIso('rescue');
  await house.hosts.get('h1')?.kill('SIGKILL');
  const forced = await remove('rescue', '?force=true');
  await house.api.waitFor(String(forced.body['id']));
  await house.startHost('h1');
  const anew = await importIso('rescue');
  await eventually(async () => !(await kept()).includes(old), { withinMs: 20_000 });
  expect(await kept()).toContain(anew);
  await house.api.succeed('DELETE', '/images/rescue');
  await eventually(async () => (await kept()).length === 0, { withinMs: 20_000 });
});
