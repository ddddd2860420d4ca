import { isRefusal, selects, type Requirement, type Selector } from '@chronovisor/kernel';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSelector } from './selector.ts';

const read = (text: string): Selector => {
  const selector = parseSelector(text, '?selector');
  if (isRefusal(selector)) throw new Error(selector.message);
  return selector;
};
const picks = (text: string, labels: Record<string, string>): boolean => selects(read(text), labels);

const name = fc.stringMatching(/^[A-Za-z0-9]([-_.A-Za-z0-9]{0,20}[A-Za-z0-9])?$/);
const key = fc.oneof(
  name,
  name.map((own) => `example.com/${own}`),
);
const value = fc.oneof(name, fc.constant(''));
const some = fc.array(value, { minLength: 1, maxLength: 4 });
const requirement: fc.Arbitrary<Requirement> = fc.oneof(
  fc.record({ key, is: fc.constantFrom('in' as const, 'notin' as const), values: some }),
  fc.record({ key, is: fc.constantFrom('there' as const, 'absent' as const), values: fc.constant([]) }),
);
const space = fc.constantFrom('', ' ', '  ');
const labels = fc.dictionary(key, value, { maxKeys: 5 });

const written = ({ key: of, is, values }: Requirement): string => {
  if (is === 'there') return of;
  if (is === 'absent') return `!${of}`;
  return `${of} ${is} (${values.join(',')})`;
};

describe('a selector', () => {
  it('holds when all its conditions hold', () => {
    const web = { set: 'web', env: 'a' };
    expect(picks('set=web,tier!=db,env in (a,b),!x', web)).toBe(true);
    expect(picks('set=web,tier!=db,env in (a,b),!x', { ...web, x: '' })).toBe(false);
    expect(picks('set=web,tier!=db,env in (a,b),!x', { ...web, tier: 'db' })).toBe(false);
    expect(picks('set == web , env', web)).toBe(true);
    expect(picks('env notin (a, c)', web)).toBe(false);
    expect(picks('env=', { env: '' })).toBe(true);
  });

  it('knows no label that nobody gave', () => {
    expect(picks('constructor', {})).toBe(false);
    expect(picks('!toString', {})).toBe(true);
  });

  it('reads what was written, with any spaces between', () =>
    fc.assert(
      fc.property(fc.array(requirement, { minLength: 1, maxLength: 5 }), space, (all, gap) => {
        expect(read(all.map(written).join(`${gap},${gap}`))).toEqual(all);
      }),
    ));

  it('picks exactly one of a condition and its contrary', () =>
    fc.assert(
      fc.property(requirement, labels, (one, of) => {
        const contrary = { in: 'notin', notin: 'in', there: 'absent', absent: 'there' } as const;
        expect(selects([one], of)).not.toBe(selects([{ ...one, is: contrary[one.is] }], of));
      }),
    ));

  it('picks no more with every further condition', () =>
    fc.assert(
      fc.property(fc.array(requirement, { maxLength: 4 }), requirement, labels, (all, more, of) => {
        expect(selects([...all, more], of) && !selects(all, of)).toBe(false);
      }),
    ));

  it('is read or refused with its place, whatever it is', () =>
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-b=!(), in]*$/)), (text) => {
        const selector = parseSelector(text, '/selector');
        const told = isRefusal(selector) ? [selector.code, selector.errors?.[0]?.pointer] : selector.length > 0;
        expect([true, ['selector.invalid', '/selector']]).toContainEqual(told);
      }),
    ));

  it.each(['', ',', 'a=b,', 'a in b', 'a in (b', 'a=b=c', '!a=b', '-a', 'a=b c', 'a in ((b))', 'in (a)', 'a/b/c=d'])(
    'is refused as %j',
    (text) => expect(parseSelector(text, '?selector')).toMatchObject({ code: 'selector.invalid' }),
  );
});
