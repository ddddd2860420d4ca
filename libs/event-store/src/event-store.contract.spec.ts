/** What every engine promises to those who append, read and look up: one suite over all of them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collect, commit, event, numbersOf } from '../test/events.ts';
import { engines } from '../test/engines.ts';
import type { Place } from '../test/stores.ts';
import type { EventStore } from './port.ts';

describe.each(engines)('$name', (engine) => {
  let place: Place;
  let store: EventStore;
  // A real server keeps what earlier runs left: names of this test's own.
  let own: (name: string) => string;

  const reopen = async (): Promise<void> => {
    await store.close();
    store = await place.open();
  };

  beforeEach(async () => {
    const run = Math.random().toString(36).slice(2, 10);
    own = (name) => `${name}-${run}`;
    place = await engine.place();
    store = await place.open();
  });

  afterEach(async () => {
    await store.close();
    await place.remove();
  });

  describe('an append', () => {
    it('gives back its events as they are read later', async () => {
      const result = await store.append(commit(own('c'), own('vm'), 'no-stream', 1, 2));
      expect(result).toMatchObject({ ok: true, duplicate: false });
      const read = await collect(store.read(own('vm')));
      expect(result.ok && result.events).toEqual(read);
      expect(read).toMatchObject([
        { stream: own('vm'), revision: 0, commitId: own('c'), ...event(1) },
        { stream: own('vm'), revision: 1, commitId: own('c'), ...event(2) },
      ]);
      expect(result.ok && result.position).toBe(read[1]?.position);
      expect(read[0]?.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(new Set(read.map(({ id }) => id)).size).toBe(2);
    });

    it('to a stream that is elsewhere is a conflict that tells where it is', async () => {
      expect(await store.append(commit(own('a'), own('vm'), 0))).toEqual({
        ok: false,
        conflict: { stream: own('vm'), actual: 'no-stream' },
      });
      await store.append(commit(own('b'), own('vm'), 'no-stream', 1, 2));
      expect(await store.append(commit(own('c'), own('vm'), 0))).toEqual({
        ok: false,
        conflict: { stream: own('vm'), actual: 1 },
      });
      expect(await store.append(commit(own('d'), own('vm'), 'no-stream'))).toMatchObject({ conflict: { actual: 1 } });
      expect(await store.append(commit(own('e'), own('vm'), 5))).toMatchObject({ conflict: { actual: 1 } });
      expect(await numbersOf(store, own('vm'))).toEqual([1, 2]);
    });

    it('that does not mind the revision always fits', async () => {
      for (const n of [0, 1, 2])
        expect(await store.append(commit(own(`c${n}`), own('vm'), 'any', n))).toMatchObject({ ok: true });
      expect(await numbersOf(store, own('vm'))).toEqual([0, 1, 2]);
    });

    it('of several megabytes comes back whole', async () => {
      const text = 'ä'.repeat(Math.floor(engine.largeCommit / 8));
      const events = [1, 2, 3, 4].map((n) => event(n, text));
      await store.append({ id: own('large'), writes: [{ stream: own('vm'), expected: 'no-stream', events }] });
      const read = await collect(store.read(own('vm')));
      expect(read.map(({ data }) => (data as { text: string }).text === text)).toEqual([true, true, true, true]);
    });

    it('of something that is no commit fails alone', async () => {
      const bad = [
        { id: own('x'), writes: [] },
        { id: '', writes: commit('x', own('vm'), 'any').writes },
        { id: own('x'), writes: [{ stream: own('vm'), expected: 'any' as const, events: [] }] },
        { id: own('x'), writes: [...commit('x', own('vm'), 'any').writes, ...commit('x', own('vm'), 'any').writes] },
        commit(own('x'), '$all', 'any'),
      ];
      const good = store.append(commit(own('good'), own('vm'), 'no-stream', 7));
      for (const one of bad) await expect(store.append(one)).rejects.toThrow('not a commit');
      expect(await good).toMatchObject({ ok: true });
    });
  });

  describe('the same commit again', () => {
    it('is answered with the first result, at once', async () => {
      const first = await store.append(commit(own('c'), own('vm'), 'no-stream', 1, 2));
      const again = await store.append(commit(own('c'), own('vm'), 'no-stream', 1, 2));
      expect(again).toEqual({ ...first, duplicate: true });
      expect(await numbersOf(store, own('vm'))).toEqual([1, 2]);
    });

    it('is answered with the first result after reopening, and after others wrote', async () => {
      const first = await store.append(commit(own('c'), own('vm'), 'no-stream', 1));
      await store.append(commit(own('d'), own('vm'), 0, 2));
      await reopen();
      expect(await store.append(commit(own('c'), own('vm'), 'no-stream', 1))).toEqual({ ...first, duplicate: true });
    });

    it('is answered with the first result although it would fit a second time', async () => {
      const first = await store.append(commit(own('c'), own('vm'), 'no-stream', 1));
      expect(await store.append(commit(own('c'), own('vm'), 0, 1))).toEqual({ ...first, duplicate: true });
      expect(await store.append(commit(own('c'), own('vm'), 'any', 1))).toEqual({ ...first, duplicate: true });
      expect(await numbersOf(store, own('vm'))).toEqual([1]);
    });

    it('with other content is still answered with the first result', async () => {
      const first = await store.append(commit(own('c'), own('vm'), 'no-stream', 1));
      expect(await store.append(commit(own('c'), own('vm'), 'no-stream', 8, 9))).toEqual({ ...first, duplicate: true });
      expect(await store.append(commit(own('c'), own('other'), 'no-stream', 8))).toEqual({ ...first, duplicate: true });
      expect(await numbersOf(store, own('other'))).toEqual([]);
    });

    it('sent many times at once is stored once', async () => {
      const results = await Promise.all(
        Array.from({ length: 8 }, () => store.append(commit(own('c'), own('vm'), 'no-stream', 1))),
      );
      expect(results.filter((result) => result.ok && !result.duplicate)).toHaveLength(1);
      expect(results.filter((result) => result.ok && result.duplicate)).toHaveLength(7);
      expect(await numbersOf(store, own('vm'))).toEqual([1]);
    });

    it('is found by its id, and a commit that never was is not', async () => {
      const result = await store.append(commit(own('c'), own('vm'), 'no-stream', 1, 2));
      expect(await store.findCommit(own('vm'), own('c'))).toEqual(result.ok && result.events);
      expect(await store.findCommit(own('vm'), own('other'))).toBeNull();
    });
  });

  it('lets one of fifty writers win each revision of a stream', async () => {
    const wins: number[] = [];
    const writer = async (name: number): Promise<void> => {
      for (let tries = 0; ; tries += 1) {
        const [last] = await collect(store.read(own('vm'), { direction: 'backward', limit: 1 }));
        const result = await store.append(
          commit(own(`c${name}.${tries}`), own('vm'), last?.revision ?? 'no-stream', name),
        );
        if (!result.ok) continue;
        wins.push(...result.events.map(({ revision }) => revision));
        return;
      }
    };
    await Promise.all(Array.from({ length: 50 }, (_, name) => writer(name)));
    expect(wins.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n));
    expect(new Set(await numbersOf(store, own('vm'))).size).toBe(50);
  });

  describe('a commit to several streams', () => {
    const both = (id: string, two: 'no-stream' | number) => ({
      id: own(id),
      writes: [
        { stream: own('one'), expected: 'any' as const, events: [event(1), event(2)] },
        { stream: own('two'), expected: two, events: [event(3)] },
      ],
    });

    it('is stored whole', async () => {
      const result = await store.append(both('c', 'no-stream'));
      expect(result.ok && result.events.map(({ stream, revision }) => [stream, revision])).toEqual([
        [own('one'), 0],
        [own('one'), 1],
        [own('two'), 0],
      ]);
      expect(await store.findCommit(own('two'), own('c'))).toEqual(result.ok && result.events);
      expect(await store.append(both('c', 'no-stream'))).toEqual({ ...result, duplicate: true });
    });

    it('is not stored at all when one stream is elsewhere', async () => {
      expect(await store.append(both('c', 4))).toEqual({
        ok: false,
        conflict: { stream: own('two'), actual: 'no-stream' },
      });
      expect(await numbersOf(store, own('one'))).toEqual([]);
      expect(await store.findCommit(own('one'), own('c'))).toBeNull();
    });
  });

  describe('a read', () => {
    beforeEach(async () => {
      await store.append(commit(own('c'), own('vm'), 'no-stream', ...Array.from({ length: 10 }, (_, n) => n)));
    });

    it('goes forward and backward from any revision, as far as wanted', async () => {
      expect(await numbersOf(store, own('vm'), { from: 7 })).toEqual([7, 8, 9]);
      expect(await numbersOf(store, own('vm'), { from: 3, limit: 2 })).toEqual([3, 4]);
      expect(await numbersOf(store, own('vm'), { direction: 'backward', limit: 3 })).toEqual([9, 8, 7]);
      expect(await numbersOf(store, own('vm'), { direction: 'backward', from: 2 })).toEqual([2, 1, 0]);
      expect(await numbersOf(store, own('vm'), { direction: 'backward', from: 99, limit: 1 })).toEqual([9]);
    });

    it('beyond the end and of what is not there gives nothing', async () => {
      expect(await numbersOf(store, own('vm'), { from: 10 })).toEqual([]);
      expect(await numbersOf(store, own('vm'), { limit: 0 })).toEqual([]);
      expect(await numbersOf(store, own('nobody'))).toEqual([]);
      expect(await numbersOf(store, own('nobody'), { direction: 'backward' })).toEqual([]);
    });

    it('of a stream longer than a page misses nothing', async () => {
      const numbers = Array.from({ length: 1500 }, (_, n) => n);
      await store.append(commit(own('long'), own('long'), 'no-stream', ...numbers));
      expect(await numbersOf(store, own('long'))).toEqual(numbers);
      expect(await numbersOf(store, own('long'), { direction: 'backward' })).toEqual(numbers.toReversed());
    });
  });

  it('keeps one order over all streams, strictly growing, also after reopening', async () => {
    const before = await store.head();
    for (let n = 0; n < 5; n += 1) await store.append(commit(own(`a${n}`), own(`vm${n % 2}`), 'any', n, n + 100));
    const all = await collect(store.readAll({ after: before }));
    expect(all.map(({ data }) => (data as { n: number }).n)).toEqual([0, 100, 1, 101, 2, 102, 3, 103, 4, 104]);
    expect(all.every(({ position }, i) => position > (all[i - 1]?.position ?? before))).toBe(true);
    expect(await store.head()).toBe(all.at(-1)?.position);
    await reopen();
    expect(await collect(store.readAll({ after: before }))).toEqual(all);
    expect(await collect(store.readAll({ after: all[3]?.position ?? 0, limit: 2 }))).toEqual(all.slice(4, 6));
    const later = await store.append(commit(own('later'), own('vm0'), 'any'));
    expect(later.ok && later.position).toBeGreaterThan(all.at(-1)?.position ?? Infinity);
  });

  it('says that it is closed', async () => {
    await store.close();
    await expect(store.append(commit(own('c'), own('vm'), 'any'))).rejects.toMatchObject({ code: 'store.unavailable' });
    await expect(store.head()).rejects.toMatchObject({ code: 'store.unavailable' });
    await expect(collect(store.read(own('vm')))).rejects.toMatchObject({ code: 'store.unavailable' });
    store = await place.open();
  });
});
