/** The steps of one saga in the order they depend on each other: left-out steps gone, their dependencies inherited. */
import { FINISH, type ForeseenStep } from '@chronovisor/contracts';
import type { AnySaga, Step } from './definition.ts';

// oxlint-disable-next-line typescript/no-explicit-any
export type AnyStep = Step<any, any>;

export interface PlannedStep {
  readonly step: AnyStep;
  readonly name: string;
  /** Must be done before. */
  readonly needs: readonly string[];
  /** Must be taken back before: everything that stands on it, near or far. */
  readonly carries: ReadonlySet<string>;
}

export interface SagaPlan {
  readonly steps: readonly PlannedStep[];
  readonly byName: ReadonlyMap<string, PlannedStep>;
}

type Needs = ReadonlyMap<string, readonly string[]>;

/** Mistakes in a definition are ours: its own specs meet them first. */
const check = (saga: AnySaga, holds: boolean, what: string): void => {
  if (!holds) throw new Error(`the saga ${saga.name} version ${saga.version} ${what}`);
};

const declaredNeeds = (saga: AnySaga, declared: readonly AnyStep[]): Needs => {
  const names = new Set(declared.map(({ name }) => name));
  check(saga, names.size === declared.length, 'has two steps of one name');
  check(saga, !names.has(FINISH), `has a step called ${FINISH}`);
  const needs = new Map<string, readonly string[]>();
  for (const [index, { name, after }] of declared.entries()) {
    const before = declared[index - 1];
    const own = after ?? (before === undefined ? [] : [before.name]);
    for (const other of own) check(saga, names.has(other), `has no step ${other} for ${name} to follow`);
    needs.set(name, own);
  }
  return needs;
};

/** Everything a step stands on; finds circles. */
const reachOf = (saga: AnySaga, needs: Needs): ReadonlyMap<string, ReadonlySet<string>> => {
  const reach = new Map<string, Set<string>>();
  const visit = (name: string, path: readonly string[]): Set<string> => {
    check(saga, !path.includes(name), `goes round in a circle: ${[...path, name].join(' -> ')}`);
    const known = reach.get(name);
    if (known) return known;
    const own = new Set(needs.get(name));
    for (const other of needs.get(name) ?? []) for (const far of visit(other, [...path, name])) own.add(far);
    reach.set(name, own);
    return own;
  };
  for (const name of needs.keys()) visit(name, []);
  return reach;
};

const withoutLeftOut = (needs: Needs, kept: ReadonlySet<string>): Needs => {
  const through = (name: string): readonly string[] =>
    kept.has(name) ? [name] : (needs.get(name) ?? []).flatMap(through);
  return new Map([...kept].map((name) => [name, [...new Set((needs.get(name) ?? []).flatMap(through))]]));
};

export const planOf = (saga: AnySaga, input: unknown): SagaPlan => {
  const declared = typeof saga.steps === 'function' ? saga.steps(input) : saga.steps;
  const all = declaredNeeds(saga, declared);
  reachOf(saga, all);
  const kept = declared.filter((step) => step.when === undefined || step.when(input));
  const needs = withoutLeftOut(all, new Set(kept.map(({ name }) => name)));
  const reach = reachOf(saga, needs);
  const carries = (name: string): ReadonlySet<string> =>
    new Set(kept.filter((other) => reach.get(other.name)?.has(name)).map((other) => other.name));
  const steps = kept.map((step): PlannedStep => {
    const { name } = step;
    return { step, name, needs: needs.get(name) ?? [], carries: carries(name) };
  });
  return { steps, byName: new Map(steps.map((one) => [one.name, one])) };
};

/** The steps as they would be taken, for people who ask beforehand. */
export const foreseenSteps = (saga: AnySaga, input: unknown): readonly ForeseenStep[] =>
  planOf(saga, input).steps.map(({ name, needs, step }) => ({
    name,
    after: [...needs],
    undo: step.undo !== 'nothing',
  }));
