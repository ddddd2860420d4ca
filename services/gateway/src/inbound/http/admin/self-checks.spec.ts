/** When the views are checked by themselves. */
import { createLogger } from '@chronovisor/telemetry';
import { manualClock } from '@chronovisor/testing';
import { expect, it } from 'vitest';
import { SelfChecks } from './self-checks.ts';

const HOUR = 3_600_000;

const place = (everyMs = HOUR) => {
  const clock = manualClock();
  const tail = { position: 0 };
  const checked: number[] = [];
  const here = { fails: false };
  const begun = clock.now();
  const check = async (): Promise<void> => {
    checked.push((clock.now() - begun) / 1_000);
    if (here.fails) throw new Error('no');
  };
  const checks = new SelfChecks({ tail, check, after: clock.after, log: createLogger('test', 'silent') }, everyMs);
  checks.start();
  return { clock, tail, checked, here, checks };
};

it('once it is quiet after the start, and then at the interval', async () => {
  const { clock, tail, checked } = place();
  tail.position = 5_000;
  await clock.advance(30_000);
  expect(checked).toEqual([]);
  await clock.advance(30_000);
  expect(checked).toEqual([60]);
  await clock.advance(HOUR + 30_000);
  expect(checked).toEqual([60, 60 + 3_630]);
});

it('in the end also where it is never quiet', async () => {
  const { clock, tail, checked } = place();
  for (let look = 0; look < 125; look += 1) {
    tail.position += 1_000;
    await clock.advance(30_000);
  }
  expect(checked).toHaveLength(1);
});

it('again after one that failed', async () => {
  const { clock, checked, here } = place();
  here.fails = true;
  await clock.advance(30_000);
  here.fails = false;
  await clock.advance(HOUR + 30_000);
  expect(checked).toHaveLength(2);
});

it('never where the interval is 0, and no more after the end', async () => {
  const never = place(0);
  await never.clock.advance(48 * HOUR);
  expect(never.checked).toEqual([]);
  const ended = place();
  ended.checks.close();
  await ended.clock.advance(48 * HOUR);
  expect(ended.checked).toEqual([]);
});
