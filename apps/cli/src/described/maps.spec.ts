import { describe, expect, it } from 'vitest';

import { Failure } from '../failure.ts';
import { mapFrom } from './maps.ts';

describe('words with names and texts', () => {
  it('become a map, the last word winning', () => {
    expect(mapFrom(['set=web', 'note=', 'set=db', 'a=b=c'], '--label')).toEqual({ set: 'db', note: '', a: 'b=c' });
  });

  it('take a name away with a "-" at its end', () => {
    expect(mapFrom(['set-', 'my-set=a-'], '--label')).toEqual({ set: null, 'my-set': 'a-' });
  });

  it.each(['', 'set', '=web', '-'])('are refused as %j', (word) => {
    expect(() => mapFrom([word], '--label')).toThrow(Failure);
  });
});
