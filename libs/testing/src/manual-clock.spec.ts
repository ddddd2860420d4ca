import { expect, it } from 'vitest';
import { eventually, manualClock } from './index.ts';

it('runs what falls due in order, at its own time, and what that starts as well', async () => {
  const clock = manualClock('2026-01-01T00:00:00.000Z');
  const seen: [string, string][] = [];
  const note = (name: string) => (): void => void seen.push([name, clock.date().toISOString().slice(17, 23)]);
  clock.after(2_000, note('second'));
  clock.after(1_000, () => {
    note('first')();
    clock.after(500, note('started by first'));
  });
  clock.after(9_000, note('never'));
  await clock.advance(3_000);
  expect(seen).toEqual([
    ['first', '01.000'],
    ['started by first', '01.500'],
    ['second', '02.000'],
  ]);
  expect(clock).toMatchObject({ waiting: 1, next: 6_000 });
});

it('jumps without letting time pass', async () => {
  const clock = manualClock();
  let ran = 0;
  clock.after(1_000, () => (ran += 1));
  clock.jump(3_600_000);
  await clock.advance(999);
  expect(ran).toBe(0);
  await clock.advance(1);
  expect(ran).toBe(1);
  expect(clock.date().toISOString()).toBe('2026-01-01T01:00:01.000Z');
});

it('forgets what was called off', async () => {
  const clock = manualClock();
  let ran = 0;
  clock.after(10, () => (ran += 1))();
  await clock.advance(20);
  expect(ran).toBe(0);
});

it('gives what a look finally sees, or says why it never did', async () => {
  let looks = 0;
  expect(await eventually(() => (looks++ < 3 ? null : 'there'))).toBe('there');
  await expect(eventually(() => Promise.reject(new Error('not yet')), { withinMs: 5 })).rejects.toThrow('not yet');
  await expect(eventually(() => false, { withinMs: 5 })).rejects.toThrow('still false');
});
