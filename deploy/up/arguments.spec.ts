/** Says what the words after `npm start --` mean. */
import { describe, expect, it } from 'vitest';

import { parseArguments } from './arguments.ts';

describe('arguments', () => {
  it('start the demo and stop it at the end unless told otherwise', () => {
    expect(parseArguments([])).toEqual({ keep: false, demo: true, help: false, since: undefined });
  });

  it('know their options', () => {
    expect(parseArguments(['--keep', '--no-demo', '--help', '--since=123'])).toEqual({
      keep: true,
      demo: false,
      help: true,
      since: 123,
    });
  });

  it('name the first word that is none of them', () => {
    expect(parseArguments(['--keep', '--demo', 'x'])).toEqual({ unknown: '--demo' });
  });
});
