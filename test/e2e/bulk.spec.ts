/** One order to many real guests, and to many simulated ones while control is killed. */
import { eventually } from '@chronovisor/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from './support/house.ts';
import { importTiny, tinyVm } from './support/tiny.ts';

interface Bulk {
  readonly id: string;
  readonly status: string;
  readonly problem: object | null;
  readonly finishedAt: string | null;
  readonly children: readonly { readonly vm: { readonly name: string }; readonly status: string }[];
}

const bulk = async (house: House, body: object): Promise<Bulk> =>
  (await house.api.perform('POST', '/vms/bulk', body)) as unknown as Bulk;

describe('real guests', () => {
  const GUESTS = ['web-1', 'web-2', 'web-3', 'web-4'];
  let house: House;

  beforeAll(async () => {
    house = await startHouse();
    await importTiny(house.api);
    for (const name of GUESTS)
      await house.api.succeed('POST', '/vms', tinyVm(name, { start: false, labels: { set: 'web' } }));
    await house.api.succeed('POST', '/groups', { name: 'shop', vms: GUESTS });
  });
  afterAll(() => house.close());

  it('boot, pause, go on, power off and are gone, all of them by one order each', async () => {
    const of = async (action: string, params: object = {}): Promise<void> => {
      const done = await bulk(house, { action, group: 'shop', concurrency: 2, params });
      expect([action, done.status, done.problem]).toEqual([action, 'succeeded', null]);
    };
    await of('start');
    for (const name of GUESTS) await house.api.serialHas(name, 'tiny is ready');
    await of('pause');
    for (const name of GUESTS) expect(await house.api.vm(name)).toMatchObject({ status: 'paused' });
    await of('resume');
    await of('shutdown', { timeoutSeconds: 60 });
    for (const name of GUESTS) expect(await house.api.vm(name)).toMatchObject({ status: 'off', lastExit: { code: 0 } });
    await of('delete');
    expect(await house.api.list('/vms')).toEqual([]);
    expect((await house.api.get('/groups/shop')).body).toMatchObject({ vms: [] });
  });
});

describe('simulated vms, with control killed in the middle', () => {
  const COUNT = 300;
  let house: House;

  beforeAll(async () => {
    house = await startHouse({ env: { CHRONO_HOST_DRIVER: 'sim' } });
    const names = Array.from({ length: COUNT }, (_, index) => `sim-${index}`);
    for (let from = 0; from < COUNT; from += 25) {
      const some = names.slice(from, from + 25);
      await Promise.all(
        some.map((name) => house.api.succeed('POST', '/vms', { name, memory: '4MiB', labels: { set: 'sim' } })),
      );
    }
  });
  afterAll(() => house.close());

  it('are each started once, by the one order', async () => {
    const order = { action: 'start', selector: 'set=sim', concurrency: 1 };
    const { body } = await house.api.post('/vms/bulk', order);
    const path = `/operations/${String(body['id'])}`;
    await eventually(async () => {
      const { done } = (await house.api.get(path)).body['progress'] as { done: number };
      return done > COUNT / 10;
    });
    await house.control.kill('SIGKILL');
    const killed = new Date().toISOString();
    await house.startControl();
    const ended = (await house.api.waitFor(String(body['id']))) as unknown as Bulk;
    expect(ended).toMatchObject({ status: 'succeeded', problem: null, progress: { done: COUNT, total: COUNT } });
    // Else it would have been over before, and nothing shown.
    expect(String(ended.finishedAt) > killed).toBe(true);
    const { body: page } = await house.api.get('/vms?limit=1000&fields=status,generation');
    const vms = page['items'] as readonly { status: string; generation: number }[];
    expect(vms).toHaveLength(COUNT);
    expect(vms.filter(({ status, generation }) => status !== 'running' || generation !== 1)).toEqual([]);
  });
});
