/** Two control processes on one store, as the product runs them: whichever is asked, whichever dies. */
import { eventually } from '@chronovisor/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Api, Document } from './support/api.ts';
import { importTiny, tinyVm } from './support/tiny.ts';
import { type Twins, startTwins } from './support/twins.ts';
import { qemuOf } from './support/vm-processes.ts';

const sim = { env: { CHRONO_HOST_DRIVER: 'sim', CHRONO_WEBHOOK_ALLOW_PRIVATE: '127.0.0.0/8' } };
const small = (name: string, more: object = {}): object => ({ name, memory: '4MiB', ...more });
const numbered = (count: number, name: string): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${name}-${index}`);
const idOf = ({ body }: { readonly body: Document }): string => String(body['id']);

const both = ({ house, second }: Twins): readonly [Api, Api] => [house.api, second.api];
/** By turns. */
const either = (twins: Twins, index: number): Api => both(twins)[index % 2] as Api;

/** Sooner or later they show the same. */
const agree = async (twins: Twins): Promise<void> => {
  await eventually(async () => {
    const [one, other] = await Promise.all(both(twins).map((api) => api.list('/vms?limit=1000')));
    expect(other).toEqual(one);
    return true;
  });
};

describe('a real guest', () => {
  let twins: Twins;
  beforeAll(async () => {
    twins = await startTwins();
    await importTiny(twins.house.api);
  });
  afterAll(() => twins.close());

  it('is made through one, seen through the other, and goes on under it when the first is killed', async () => {
    const { house, second } = twins;
    const made = await house.api.succeed('POST', '/vms', tinyVm('web-1', { start: false }));
    const { headers } = await house.api.get('/vms/web-1');
    const shown = await second.api.get(`/vms/web-1?atLeast=${headers.get('x-position')}`);
    expect(shown.body).toMatchObject({ status: 'off' });
    expect(await second.api.waitFor(made.id)).toMatchObject({ status: 'succeeded' });
    const start = await second.api.post('/vms/web-1/start');
    await house.control.kill('SIGKILL');
    expect(await second.api.waitFor(idOf(start))).toMatchObject({ status: 'succeeded' });
    await second.api.serialHas('web-1', 'tiny is ready');
    expect(await qemuOf(house.dataDir, String(shown.body['id']))).toHaveLength(1);
    await second.api.succeed('POST', '/vms/web-1/shutdown');
    expect(await second.api.vm('web-1')).toMatchObject({ status: 'off', lastExit: { code: 0 } });
    await second.api.succeed('POST', '/vms/web-1/start');
    await house.startControl();
    await eventually(async () => (await house.api.vm('web-1'))['status'] === 'running');
    await house.api.succeed('DELETE', '/vms/web-1?force=true');
    await eventually(async () => (await second.api.list('/vms')).length === 0);
  });
});

describe('two that are both asked', () => {
  let twins: Twins;
  beforeAll(async () => {
    twins = await startTwins(sim);
  });
  afterAll(() => twins.close());

  it('make one operation of one Idempotency-Key, though it comes to both at once', async () => {
    const names = numbered(20, 'once');
    const pairs = await Promise.all(
      names.map((name) =>
        Promise.all(both(twins).map((api) => api.post('/vms', small(name), { 'idempotency-key': `"${name}"` }))),
      ),
    );
    for (const [one, other] of pairs) {
      expect([one?.status, other?.status]).toEqual([202, 202]);
      expect(one && idOf(one)).toBe(other && idOf(other));
      expect(await twins.house.api.waitFor(String(one?.body['id']))).toMatchObject({ status: 'succeeded' });
    }
    const made = (await twins.house.api.list('/vms?limit=1000')).map(({ name }) => name);
    expect([made.length, new Set(made)]).toEqual([names.length, new Set(names)]);
    await agree(twins);
  });

  it('fill a quota of 37 to the last place with a hundred creations', async () => {
    await twins.house.api.succeed('POST', '/projects', { name: 'web', quota: { vms: 37 } });
    await eventually(async () => (await twins.second.api.get('/projects/web')).status === 200);
    const asked = await Promise.all(
      numbered(100, 'quota').map((name, index) => either(twins, index).post('/vms', small(name, { project: 'web' }))),
    );
    const made = asked.filter(({ status }) => status === 202);
    expect(asked.map(({ status }) => status).filter((status) => status !== 202 && status !== 409)).toEqual([]);
    expect(made).toHaveLength(37);
    for (const [index, answer] of made.entries())
      expect(await either(twins, index).waitFor(idOf(answer))).toMatchObject({ status: 'succeeded' });
    for (const api of both(twins))
      await eventually(async () => {
        expect((await api.get('/projects/web')).body).toMatchObject({ usage: { vms: 37 } });
        return true;
      });
    await agree(twins);
  });

  it('show the same pages, and the same events after the same id', async () => {
    const [first, second] = both(twins);
    const all = await first.list('/vms?limit=1000');
    const { body: page } = await first.get('/vms?limit=10');
    const { body: next } = await second.get(`/vms?limit=1000&cursor=${String(page['nextCursor'])}`);
    expect([...(page['items'] as Document[]), ...(next['items'] as Document[])]).toEqual(all);
    const [events, same] = await Promise.all([first, second].map((api) => api.list('/events?after=0&limit=1000')));
    expect(events?.length).toBeGreaterThan(0);
    expect(same).toEqual(events);
  });

  it('write one audit trail', async () => {
    await Promise.all(
      numbered(40, 'nobody').map((name, index) => either(twins, index).request('DELETE', `/vms/${name}`)),
    );
    for (const api of both(twins)) expect((await api.get('/audit/verify')).body).toMatchObject({ valid: true });
  });
});

describe.each(['first', 'second'] as const)('when the %s is killed in the middle', (which) => {
  let twins: Twins;
  beforeAll(async () => {
    twins = await startTwins({ env: { ...sim.env, CHRONO_SIM_LATENCY: 'launch=100..200 create-volume=50..100' } });
  });
  afterAll(() => twins.close());

  const kill = async (): Promise<Api> => {
    const [first, second] = both(twins);
    await (which === 'first' ? twins.house.control : twins.second.process).kill('SIGKILL');
    return which === 'first' ? second : first;
  };

  it('a bulk and the making of vms end, each once', async () => {
    const old = numbered(20, 'old');
    await Promise.all(
      old.map((name, index) => either(twins, index).succeed('POST', '/vms', small(name, { labels: { set: 'old' } }))),
    );
    const order = { action: 'start', selector: 'set=old', concurrency: 2 };
    const bulk = await eventually(async () => {
      const answer = await twins.second.api.post('/vms/bulk', order);
      if (answer.status !== 202) throw new Error(JSON.stringify(answer.body));
      return answer;
    });
    const making = numbered(20, 'new').map((name, index) =>
      either(twins, index).post('/vms', small(name, { start: true, disks: [{ size: '1MiB' }] }), {
        'idempotency-key': `"${name}"`,
      }),
    );
    await Promise.all(making);
    await eventually(async () => {
      const { body } = await twins.house.api.get(`/operations/${idOf(bulk)}`);
      return (body['progress'] as { done: number }).done > 2;
    });
    const left = await kill();
    const killed = new Date().toISOString();
    const ended = await left.waitFor(idOf(bulk));
    expect(ended).toMatchObject({ status: 'succeeded', problem: null, progress: { done: 20, total: 20 } });
    expect(String(ended['finishedAt']) > killed).toBe(true);
    for (const answer of await Promise.all(making))
      expect(await left.waitFor(idOf(answer))).toMatchObject({ status: 'succeeded' });
    const vms = await left.list('/vms?limit=1000');
    expect(vms).toHaveLength(40);
    expect(vms.filter(({ status, generation }) => status !== 'running' || generation !== 1)).toEqual([]);
    expect(await left.list('/volumes?limit=1000')).toHaveLength(20);
    expect((await left.get('/audit/verify')).body).toMatchObject({ valid: true });
  });
});
