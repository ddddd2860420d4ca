/** Says how long a process that died has to wait. */
import { describe, expect, it } from 'vitest';

import { deathsInARow, delayAfter } from './back-off.ts';

describe('back-off', () => {
  it('doubles from a tenth of a second and never passes five seconds', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 50].map(delayAfter)).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000]);
  });

  it('counts quick deaths up', () => {
    expect(deathsInARow(0, 50)).toBe(1);
    expect(deathsInARow(3, 9_999)).toBe(4);
  });

  it('begins anew after a process had run well', () => {
    expect(deathsInARow(7, 10_000)).toBe(1);
  });
});
