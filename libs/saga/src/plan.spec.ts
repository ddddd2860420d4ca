import { describe, expect, it } from 'vitest';
import { type AnySaga, planOf } from './index.ts';
import type { AnyStep } from './plan.ts';

const step = (name: string, more: Partial<AnyStep> = {}): AnyStep => ({
  name,
  do: () => ({ type: 'compute.StopVm', version: 1, data: { vmId: '' as never } }),
  undo: 'nothing',
  cancellable: true,
  ...more,
});
const planned = (
  ...steps: AnyStep[]
): Record<string, readonly [needs: readonly string[], carries: readonly string[]]> => {
  const saga: AnySaga = { name: 's', version: 1, startsOn: { type: 't', saga: () => null }, steps };
  const entries = planOf(saga, { on: true }).steps.map(
    ({ name, needs, carries }) => [name, [needs, [...carries]]] as const,
  );
  return Object.fromEntries(entries);
};

describe('a plan', () => {
  it('is a chain unless told otherwise', () =>
    expect(planned(step('a'), step('b'), step('c'))).toEqual({
      a: [[], ['b', 'c']],
      b: [['a'], ['c']],
      c: [['b'], []],
    }));

  it('is a graph where steps say what they need', () =>
    expect(planned(step('a'), step('b', { after: [] }), step('c', { after: ['a', 'b'] }))).toEqual({
      a: [[], ['c']],
      b: [[], ['c']],
      c: [['a', 'b'], []],
    }));

  it('hands on what a left-out step needed', () =>
    expect(
      planned(step('a'), step('b', { when: () => false }), step('c'), step('d', { when: ({ on }) => on })),
    ).toEqual({
      a: [[], ['c', 'd']],
      c: [['a'], ['d']],
      d: [['c'], []],
    }));

  it('makes its steps out of the input', () => {
    const steps = ({ names }: { names: string[] }): AnyStep[] => names.map((name) => step(name));
    const saga: AnySaga = { name: 's', version: 1, startsOn: { type: 't', saga: () => null }, steps };
    expect(planOf(saga, { names: ['x', 'y'] }).steps.map(({ name }) => name)).toEqual(['x', 'y']);
  });

  it.each([
    ['goes round in a circle: a -> b -> a', [step('a', { after: ['b'] }), step('b', { after: ['a'] })]],
    ['has two steps of one name', [step('a'), step('a')]],
    ['has no step z for b to follow', [step('a'), step('b', { after: ['z'] })]],
    ['has a step called finish', [step('finish')]],
  ])('is refused when it %s', (words, steps) => {
    expect(() => planned(...steps)).toThrow(words);
  });
});
