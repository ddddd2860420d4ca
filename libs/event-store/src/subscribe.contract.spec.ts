/** What every engine promises to those who follow: order, resumption, patience with the slow, insistence with the failing. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commit, numberIn, until } from '../test/events.ts';
import { engines } from '../test/engines.ts';
import type { Place } from '../test/stores.ts';
import type { EventStore, RecordedEvent, SubscribeOptions } from './port.ts';

describe.each(engines)('$name', (engine) => {
  let place: Place;
  let store: EventStore;
  let start: number;
  let run: string;
  let sent = 0;

  const append = async (...numbers: number[]): Promise<void> => {
    const result = await store.append(commit(`${run}-${(sent += 1)}`, `vm-${run}`, 'any', ...numbers));
    expect(result.ok).toBe(true);
  };

  const follow = (options: Partial<SubscribeOptions> = {}) => {
    const seen: RecordedEvent[] = [];
    const subscription = store.subscribe({ after: start, onBatch: (events) => void seen.push(...events), ...options });
    return { seen, subscription, numbers: () => seen.map(numberIn) };
  };

  beforeEach(async () => {
    run = Math.random().toString(36).slice(2, 10);
    place = await engine.place();
    store = await place.open();
    start = await store.head();
  });

  afterEach(async () => {
    await store.close();
    await place.remove();
  });

  it('gives what was stored before, then says so, then gives what comes', async () => {
    await append(1, 2);
    await append(3);
    const heard: unknown[] = [];
    store.subscribe({
      after: start,
      onBatch: (events) => void heard.push(...events.map(numberIn)),
      onCaughtUp: () => heard.push('caught up'),
    });
    await until(() => heard.length === 4);
    await append(4);
    await until(() => heard.length === 5);
    expect(heard).toEqual([1, 2, 3, 'caught up', 4]);
  });

  it('says at once that it caught up with nothing', async () => {
    const seen = await new Promise((resolve) => {
      const { numbers } = follow({ onCaughtUp: () => resolve(numbers()) });
    });
    expect(seen).toEqual([]);
  });

  it('resumes after the position it was told', async () => {
    await append(1, 2);
    const first = follow();
    await until(() => first.seen.length === 2);
    const { position } = first.subscription;
    expect(position).toBe(first.seen.at(-1)?.position);
    await first.subscription.close();
    await append(3);
    await store.close();
    store = await place.open();
    const second = follow({ after: position });
    await until(() => second.seen.length === 1);
    expect(second.numbers()).toEqual([3]);
  });

  it('gives each follower everything, in one order', async () => {
    const followers = [follow(), follow(), follow()];
    await Promise.all(Array.from({ length: 40 }, (_, n) => append(n)));
    await until(() => followers.every(({ seen }) => seen.length === 40));
    const [first, second, third] = followers.map(({ seen }) => seen.map(({ position }) => position));
    expect(second).toEqual(first);
    expect(third).toEqual(first);
    expect(first).toEqual((first ?? []).toSorted((a, b) => a - b));
  });

  it('lets the writer go on while a follower is slow, and gives it everything later', async () => {
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const calls: number[] = [];
    const seen: number[] = [];
    store.subscribe({
      after: start,
      onBatch: async (events) => {
        calls.push(events.length);
        await gate;
        seen.push(...events.map(numberIn));
      },
    });
    await append(0);
    await until(() => calls.length === 1);
    for (let n = 1; n <= 100; n += 1) await append(n);
    expect(calls).toEqual([1]);
    go();
    await until(() => seen.length === 101);
    expect(seen).toEqual(Array.from({ length: 101 }, (_, n) => n));
  });

  it('gives a batch that failed again, the same one, and tells of every failure', async () => {
    const batches: number[][] = [];
    const errors: unknown[] = [];
    const { seen } = follow({
      onBatch: (events) => {
        batches.push(events.map(numberIn));
        if (batches.length <= 2) throw new Error(`poison ${batches.length}`);
        seen.push(...events);
      },
      onError: (error) => errors.push((error as Error).message),
    });
    await append(1, 2);
    await until(() => batches.length >= 1);
    await append(3);
    await until(() => seen.length === 3);
    expect(batches.slice(0, 3)).toEqual([batches[0], batches[0], batches[0]]);
    expect(errors).toEqual(['poison 1', 'poison 2']);
    expect(seen.map(numberIn)).toEqual([1, 2, 3]);
  });

  it('is still after it was closed, also when it was closed in the pause after a failure', async () => {
    const { seen, subscription } = follow();
    await append(1);
    await until(() => seen.length === 1);
    await subscription.close();
    const failures: unknown[] = [];
    const failing = follow({
      onBatch: async () => {
        throw new Error('poison');
      },
      onError: (error) => failures.push(error),
    });
    await until(() => failures.length > 0);
    await failing.subscription.close();
    const told = failures.length;
    await append(2);
    await store.append(commit(`${run}-end`, `vm-${run}`, 'any'));
    expect(seen.map(numberIn)).toEqual([1]);
    expect(failures.length).toBe(told);
  });
});
