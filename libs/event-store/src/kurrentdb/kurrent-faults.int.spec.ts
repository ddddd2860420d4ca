/** The KurrentDB adapter when the server breaks off, is away, or says no: over the double. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { collect, commit, event, numberIn, numbersOf, until } from '../../test/events.ts';
import { KurrentDouble } from '../../test/kurrent-double.ts';
import { eventIdOf } from '../commit.ts';
import { openEventStore } from '../open.ts';
import type { AppendResult, Commit, EventStore } from '../port.ts';

let server: KurrentDouble;
let store: EventStore;

/** As a caller does who was told "later" or "look first". */
const insist = async (wanted: Commit): Promise<AppendResult> => {
  for (;;) {
    try {
      return await store.append(wanted);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
};

beforeEach(async () => {
  server = new KurrentDouble();
  await server.start();
  store = await openEventStore(server.url);
});

afterEach(async () => {
  await store.close();
  server.stop();
});

it('tells an outcome that nobody knows, and finds the stored commit when asked again', async () => {
  await store.append(commit('first', 'vm-1', 'no-stream', 0));
  server.breakBeforeNextAnswer = true;
  await expect(store.append(commit('c', 'vm-1', 0, 1))).rejects.toMatchObject({
    code: 'store.unknown-outcome',
    retry: 'look-first',
  });
  expect(await insist(commit('c', 'vm-1', 0, 1))).toMatchObject({ ok: true, duplicate: true });
  expect(await numbersOf(store, 'vm-1')).toEqual([0, 1]);
});

it('tells an outcome that nobody knows, and stores the commit when it was lost', async () => {
  await store.append(commit('first', 'vm-1', 'no-stream', 0));
  server.breakBeforeNextAppend = true;
  await expect(store.append(commit('c', 'vm-1', 0, 1))).rejects.toMatchObject({ code: 'store.unknown-outcome' });
  expect(await insist(commit('c', 'vm-1', 0, 1))).toMatchObject({ ok: true, duplicate: false });
  expect(await numbersOf(store, 'vm-1')).toEqual([0, 1]);
});

it('is unavailable while the server is away, and goes on when it is back', async () => {
  await store.append(commit('first', 'vm-1', 'no-stream', 0));
  server.stop();
  await expect(collect(store.read('vm-1'))).rejects.toMatchObject({ code: 'store.unavailable', retry: 'later' });
  await server.start();
  expect(await insist(commit('c', 'vm-1', 0, 1))).toMatchObject({ ok: true });
});

it('says at the start that there is no server', async () => {
  server.stop();
  await expect(openEventStore(server.url)).rejects.toMatchObject({ code: 'store.unavailable' });
  await server.start();
});

it('goes on following after the server was away', async () => {
  const seen: number[] = [];
  const errors: unknown[] = [];
  store.subscribe({
    after: 0,
    onBatch: (events) => void seen.push(...events.map(numberIn)),
    onError: (error) => errors.push(error),
  });
  await store.append(commit('a', 'vm-1', 'no-stream', 1));
  await until(() => seen.length === 1);
  server.stop();
  await server.start();
  await insist(commit('b', 'vm-1', 0, 2));
  await until(() => seen.length === 2);
  expect(seen).toEqual([1, 2]);
});

it('follows what another node appends', async () => {
  const other = await openEventStore(server.url);
  const seen: number[] = [];
  store.subscribe({ after: 0, onBatch: (events) => void seen.push(...events.map(numberIn)) });
  for (let n = 0; n < 10; n += 1) await other.append(commit(`c${n}`, 'vm-1', 'any', n));
  await until(() => seen.length === 10);
  expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  await other.close();
});

it('passes over events that others keep in the same server', async () => {
  const foreign = (n: number) => ({
    id: eventIdOf('foreign', n),
    type: 'their.Event',
    data: Buffer.from('{}'),
    metadata: '{}',
  });
  await store.append(commit('a', 'vm-1', 'no-stream', 1));
  server.log.append([{ stream: 'theirs', expected: -1, events: Array.from({ length: 1200 }, (_, n) => foreign(n)) }]);
  await store.append(commit('b', 'vm-1', 0, 2));
  expect((await collect(store.readAll())).map(numberIn)).toEqual([1, 2]);
});

it('says how much a commit may weigh', async () => {
  const large = {
    id: 'c',
    writes: [{ stream: 'vm-1', expected: 'any' as const, events: [event(1, 'x'.repeat(2_000_000))] }],
  };
  await expect(store.append(large)).rejects.toMatchObject({ code: 'store.too-large', retry: 'never' });
});
