import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { Documents, type Row } from './documents.ts';

interface Thing extends Row {
  size: number;
}

let rendered = 0;
const documents = (): Documents<Thing, { id: string; name: string | null; size: number }> =>
  new Documents(({ id, name, size }) => {
    rendered += 1;
    return { id, name, size };
  });
const thing = (id: string, name: string | null = null, size = 1): Thing => ({ id, name, size });
const all = { after: null, limit: 100, matches: null, newestFirst: false };

beforeEach(() => {
  rendered = 0;
});

describe('documents', () => {
  it('are made once per change and are the same text until then', () => {
    const table = documents();
    table.add(thing('a'));
    expect(table.json('a')).toBe('{"id":"a","name":null,"size":1}');
    expect(table.json('a')).toBe('{"id":"a","name":null,"size":1}');
    expect(rendered).toBe(1);
    table.change('a', (row) => void (row.size = 2));
    expect(table.json('a')).toBe('{"id":"a","name":null,"size":2}');
    expect(rendered).toBe(2);
  });

  it('are found by name, also after a change of name, and not after they are gone', () => {
    const table = documents();
    table.add(thing('a', 'x'));
    table.add(thing('b', 'x'));
    expect(table.named('x')).toEqual(['a', 'b']);
    table.change('a', (row) => void (row.name = 'y'));
    expect([table.named('x'), table.named('y')]).toEqual([['b'], ['a']]);
    table.remove('b');
    expect(table.named('x')).toEqual([]);
  });

  it('come in pages that neither skip nor repeat, in both directions, while others come and go', () => {
    const ids = fc.uniqueArray(fc.integer({ min: 100, max: 999 }).map(String), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(ids, fc.integer({ min: 1, max: 7 }), fc.boolean(), (given, limit, newestFirst) => {
        const table = documents();
        for (const id of given) table.add(thing(id));
        const seen: string[] = [];
        for (let after: string | null = null, more = true; more;) {
          const page = table.page({ after, limit, matches: null, newestFirst });
          seen.push(...page.ids);
          more = page.more;
          after = page.ids.at(-1) ?? null;
          // The last one seen goes: its place must hold all the same.
          if (after !== null) table.remove(after);
        }
        const sorted = given.toSorted();
        expect(seen).toEqual(newestFirst ? sorted.toReversed() : sorted);
      }),
    );
  });

  it('are picked by what they say', () => {
    const table = documents();
    for (const [index, id] of ['a', 'b', 'c', 'd'].entries()) table.add(thing(id, null, index % 2));
    expect(table.page({ ...all, matches: ({ size }) => size === 1 })).toEqual({ ids: ['b', 'd'], more: false });
    expect(table.page({ ...all, limit: 1, matches: ({ size }) => size === 1 })).toEqual({ ids: ['b'], more: true });
  });

  it('tell that something changed by their version', () => {
    const table = documents();
    const versions = [table.version];
    const note = (): void => void versions.push(table.version);
    table.add(thing('a'));
    note();
    table.change('a', (row) => void (row.size = 2));
    note();
    table.change('gone', () => undefined);
    expect(table.version).toBe(versions.at(-1));
    table.remove('a');
    note();
    expect(new Set(versions).size).toBe(4);
  });
});
