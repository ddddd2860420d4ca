import { manualClock } from '@chronovisor/testing';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createTimers, leftOf } from './timers.ts';

it('runs each key once, and not when it was dropped', async () => {
  const clock = manualClock();
  const timers = createTimers(clock);
  const seen: string[] = [];
  timers.set('a', 10, () => seen.push('first a'));
  timers.set('a', 10, () => seen.push('second a'));
  timers.set('b', 10, () => seen.push('b'));
  timers.drop('b');
  await clock.advance(10);
  expect(seen).toEqual(['first a']);
  timers.set('a', 10, () => seen.push('third a'));
  expect(timers.size).toBe(1);
  timers.clear();
  await clock.advance(10);
  expect([seen.length, clock.waiting]).toEqual([1, 0]);
});

it('waits for what is left after a restart', () => {
  expect(leftOf({ dueMs: 60_000, fullMs: 50_000 }, 20_000, 5_000)).toBe(40_000);
});

it('leaves a moment for an answer when the time was over meanwhile', () => {
  expect(leftOf({ dueMs: 60_000, fullMs: 50_000 }, 3_600_000, 5_000)).toBe(5_000);
  expect(leftOf({ dueMs: 60_000, fullMs: 1_000 }, 3_600_000, 5_000)).toBe(1_000);
});

it('never waits longer than the whole, wherever the clock was put', () => {
  const ms = fc.integer({ min: -1e12, max: 1e12 });
  fc.assert(
    fc.property(ms, fc.integer({ min: 0, max: 1e9 }), ms, (dueMs, fullMs, nowMs) => {
      const left = leftOf({ dueMs, fullMs }, nowMs, 5_000);
      return left >= 0 && left <= fullMs;
    }),
  );
  expect(leftOf({ dueMs: 60_000, fullMs: 50_000 }, -3_600_000, 5_000)).toBe(50_000);
});
