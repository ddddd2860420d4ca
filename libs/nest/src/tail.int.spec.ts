/** The tail over a real store: folding, acting only when caught up, read-your-writes. */
import type { Turn } from '@chronovisor/bus';
import { type EventStore, openMemoryStore } from '@chronovisor/event-store';
import { newId } from '@chronovisor/kernel/ids';
import { eventually } from '@chronovisor/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Follower, type RunningTail, createTail } from './tail.ts';

const write = (stream: string) => ({
  id: newId(),
  writes: [{ stream, expected: 'any' as const, events: [{ type: 'test.Happened', version: 1, data: {}, meta: {} }] }],
});

const recorder = (seen: string[]): Follower => ({
  name: 'recorder',
  reset: () => seen.push('reset'),
  apply: (event) => seen.push(event.stream),
  caughtUp: () => seen.push('caught up'),
});

const failOnError = (error: unknown): void => {
  throw error;
};

it('folds what is stored, lets followers act, then feeds them what comes', async () => {
  const store = openMemoryStore();
  await store.append(write('a'));
  const seen: string[] = [];
  const tail = createTail(store, failOnError);
  tail.follow(recorder(seen));
  await tail.start();
  const result = await store.append(write('b'));
  if (!result.ok) throw new Error('conflict');
  await tail.waitFor(result.position);
  expect(seen).toEqual(['reset', 'a', 'caught up', 'b']);
  await tail.close();
  await store.close();
});

it('refuses a follower that comes after the start', async () => {
  const store = openMemoryStore();
  const tail = createTail(store, failOnError);
  await tail.start();
  expect(() => tail.follow(recorder([]))).toThrow('too late');
  await tail.close();
  await store.close();
});

it('folds everything anew on request', async () => {
  const store = openMemoryStore();
  await store.append(write('a'));
  const seen: string[] = [];
  const tail = createTail(store, failOnError);
  tail.follow(recorder(seen));
  await tail.start();
  await tail.rebuild();
  expect(seen).toEqual(['reset', 'a', 'caught up', 'reset', 'a', 'caught up']);
  await tail.close();
  await store.close();
});

describe('with a turn that comes and goes', () => {
  let store: EventStore;
  let tail: RunningTail;
  let seen: string[];
  let isMine: boolean;
  const listeners: ((mine: boolean) => void)[] = [];
  const turn: Turn = {
    get mine() {
      return isMine;
    },
    onChange: (listener) => void listeners.push(listener),
    close: async () => {},
  };
  const become = (mine: boolean): void => {
    isMine = mine;
    for (const listener of listeners) listener(mine);
  };

  beforeEach(async () => {
    listeners.length = 0;
    isMine = false;
    seen = [];
    store = openMemoryStore();
    await store.append(write('a'));
    tail = createTail(store, failOnError, turn);
    tail.follow({ ...recorder(seen), rest: () => seen.push('rest') });
    await tail.start();
  });
  afterEach(async () => {
    await tail.close();
    await store.close();
  });

  it('folds all the same, and lets nobody act while it is another’s', async () => {
    const result = await store.append(write('b'));
    await tail.waitFor(result.ok ? result.position : 0);
    await tail.rebuild();
    expect([seen, tail.acts]).toEqual([['reset', 'a', 'b', 'reset', 'a', 'b'], false]);
  });

  it('lets act when it comes, from the end of the log on, and no more when it goes', async () => {
    await store.append(write('b'));
    become(true);
    await eventually(() => tail.acts);
    expect(seen).toEqual(['reset', 'a', 'b', 'caught up']);
    isMine = false;
    expect(tail.acts).toBe(false);
    become(false);
    become(true);
    await eventually(() => tail.acts);
    expect(seen.slice(3)).toEqual(['caught up', 'rest', 'caught up']);
  });

  it('lets nobody act when it goes before the log was seen', async () => {
    become(true);
    become(false);
    await tail.waitFor(await store.head());
    await new Promise((resolve) => setImmediate(resolve));
    expect([seen, tail.acts]).toEqual([['reset', 'a'], false]);
  });
});
