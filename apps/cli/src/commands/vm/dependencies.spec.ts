import { describe, expect, it } from 'vitest';
import { needOf } from './dependencies.ts';

describe('a dependency in one word', () => {
  it.each([
    ['db', { vm: 'db' }],
    ['db,until=ready,timeout=2m', { vm: 'db', until: { type: 'ready' }, timeout: '2m' }],
    ['db,until=ready:accepts * connections', { vm: 'db', until: { type: 'ready', pattern: 'accepts * connections' } }],
    ['group=backend,until=port:5432', { group: 'backend', until: { type: 'port', port: 5432 } }],
    ['vm=db,until=delay:5', { vm: 'db', until: { type: 'delay', seconds: 5 } }],
    ['db,until=delay:5s', { vm: 'db', until: { type: 'delay', seconds: 5 } }],
  ])('%s', (text, need) => expect(needOf(text)).toEqual(need));

  it.each(['db,soon', 'db,untill=ready', 'db,until='])('%s is none', (text) =>
    expect(() => needOf(text)).toThrow('does not know'),
  );
});
