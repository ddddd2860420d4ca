/** The tail over a real store: folding, acting only when caught up, read-your-writes. */
import { openMemoryStore } from '@chronovisor/event-store';
import { newId } from '@chronovisor/kernel/ids';
import { expect, it } from 'vitest';
import { type Follower, createTail } from './tail.ts';

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
