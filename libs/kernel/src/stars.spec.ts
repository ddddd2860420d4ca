import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { starPattern } from './stars.ts';

/** What a pattern means, said as slowly as it can be said. */
const means = (pattern: string, text: string): boolean => {
  if (pattern === '') return text === '';
  if (pattern[0] !== '*') return text[0] === pattern[0] && means(pattern.slice(1), text.slice(1));
  return means(pattern.slice(1), text) || (text !== '' && means(pattern, text.slice(1)));
};

describe('a pattern with stars', () => {
  it('means what it says, whatever the text', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '.', '\n'), maxLength: 7 });
    const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.'), maxLength: 6 });
    fc.assert(
      fc.property(patterns, letters, (pattern, text) => {
        expect(starPattern(pattern)(text)).toBe(means(pattern, text));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b', 'a'.repeat(63)],
    [`${'*'.repeat(100)}b`, 'a'.repeat(200)],
  ])('answers whatever the number of stars: %s', (pattern, text) => {
    expect(starPattern(pattern)(text)).toBe(false);
    expect(starPattern(pattern)(`${text}b`)).toBe(true);
  });
});
