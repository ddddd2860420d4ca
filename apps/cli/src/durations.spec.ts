import { expect, it } from 'vitest';

import { durationMs } from './durations.ts';

it('reads times as people write them', () => {
  const read = (text: string): number => durationMs(text, '--timeout');
  expect(['500ms', '30s', '1.5m', '1h', '20'].map(read)).toEqual([500, 30_000, 90_000, 3_600_000, 20_000]);
});

it('says which flag was wrong', () => {
  for (const wrong of ['', 's', '-5s', '5d', '1e3']) {
    expect(() => durationMs(wrong, '--timeout')).toThrow(`--timeout takes a time, not "${wrong}"`);
  }
});
