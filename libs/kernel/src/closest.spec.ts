import { expect, it } from 'vitest';

import { closest, didYouMean } from './closest.ts';

it('finds the word with a letter wrong, missing, added or swapped', () => {
  for (const wrong of ['wex-1', 'eb-1', 'webb-1', 'ewb-1', 'WEB-1'])
    expect(closest(wrong, ['db-7', 'web-1'])).toEqual(['web-1']);
});

it('finds what begins with the word', () => {
  expect(closest('scr', ['start', 'screenshot'])).toEqual(['screenshot']);
});

it('guesses nothing when nothing is near', () => {
  expect(closest('mysql', ['web-1', 'cache'])).toEqual([]);
  expect(didYouMean('mysql', ['web-1'])).toBeUndefined();
});

it('offers three at most, nearest first', () => {
  expect(didYouMean('web-1', ['web-22', 'web-2', 'web-3', 'web-4', 'web-12'])).toBe(
    'did you mean web-12 or web-2 or web-3?',
  );
});

it('does not offer what was said', () => {
  expect(closest('web-1', ['web-1', 'web-2'])).toEqual(['web-2']);
});

it('does not spend time on texts nobody typed', () => {
  expect(closest('x'.repeat(10_000), ['x'.repeat(10_000)])).toEqual([]);
});
