/** What may need what, read as sentences. */
import type { Dependency, VmId } from '@chronovisor/contracts';
import { checkRepeatedCommands, specify } from '@chronovisor/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ringThrough } from './cycle.ts';
import { type DependencyCommand, dependencyDecider, dependentsOf } from './decide.ts';
import type { Graph } from './state.ts';

const graph = specify(dependencyDecider);
const members: Readonly<Record<string, readonly string[]>> = { backend: ['db', 'cache'] };
const known = {
  nameOf: (id: string) => `the ${id}`,
  membersOf: (id: string) => members[id] ?? [],
  revisionOf: (list: readonly unknown[]) => list.length,
};
const command = (type: DependencyCommand['type'], data: object): DependencyCommand =>
  ({ type, version: 1, data, known, meta: { operationId: 'o', commandId: 'c' } }) as unknown as DependencyCommand;

const needs = (id: string, over: Partial<Dependency> = {}): Dependency =>
  ({
    ...(id in members ? { groupId: id } : { vmId: id as VmId }),
    until: { type: 'running' },
    timeoutSeconds: 60,
    ...over,
  }) as Dependency;
const set = (vmId: string, ...dependencies: readonly (string | Dependency)[]): DependencyCommand =>
  command('compute.SetVmDependencies', {
    vmId,
    dependencies: dependencies.map((one) => (typeof one === 'string' ? needs(one) : one)),
  });
const forget = (vmId: string): DependencyCommand => command('compute.DropVmDependencies', { vmId });
const asPlain = (state: Graph) => Object.fromEntries([...state].map(([vmId, list]) => [vmId, list.length]));

describe('what a vm needs', () => {
  it('is said as a whole, and once', () =>
    graph
      .given([])
      .after(set('web', 'db'))
      .when(set('web', 'cache', 'db'))
      .thenTypes('compute.VmDependenciesSet')
      .thenOnlyOnce()
      .thenState((state) => expect(asPlain(state)).toEqual({ web: 2 })));
  it('may become nothing', () =>
    graph
      .given([])
      .after(set('web', 'db'))
      .when(set('web'))
      .thenTypes('compute.VmDependenciesSet')
      .thenState((state) => expect(asPlain(state)).toEqual({})));
  it('is no news when it is the same', () =>
    graph.given([]).after(set('web', 'db')).when(set('web', 'db')).thenNothing());
  it('may be needed further than before', () =>
    graph
      .given([])
      .after(set('web', 'db'))
      .when(set('web', needs('db', { until: { type: 'ready' } })))
      .thenTypes('compute.VmDependenciesSet'));
  it('is not changed by who saw other needs than there are', () => {
    const seen = (count: number): DependencyCommand => {
      const asked = set('web', 'cache');
      return { ...asked, meta: { ...asked.meta, expectedRevision: count } };
    };
    const two = graph
      .given([])
      .after(set('web', 'db', 'cache'))
      .after(set('db', 'cache'));
    two.when(seen(1)).thenRefused('revision.stale', { message: 'what the web needs was changed since it was read' });
    two.when(seen(2)).thenTypes('compute.VmDependenciesSet');
    graph.when(seen(0)).thenTypes('compute.VmDependenciesSet');
  });
  it('names nothing twice', () =>
    graph
      .when(set('web', 'db', 'cache', 'db'))
      .thenRefused('dependency.repeated', { errors: [{ pointer: '/2', detail: 'the db is named twice' }] }));
});

describe('a ring', () => {
  const [direct, over] = ['the web → the db → the web', 'the db → the store → the web → the db'];
  it('of one is refused', () => graph.when(set('web', 'web')).thenRefused('dependency.cycle'));
  it('of two is refused, and named', () =>
    graph
      .given([])
      .after(set('db', 'web'))
      .when(set('web', 'cache', 'db'))
      .thenRefused('dependency.cycle', { errors: [{ pointer: '/1', detail: direct }] }));
  it('of three is refused, and named', () =>
    graph
      .given([])
      .after(set('web', 'db'))
      .after(set('store', 'web'))
      .when(set('db', 'store'))
      .thenRefused('dependency.cycle', { message: `the db would need itself: ${over}` }));
  it('through a group is refused', () =>
    graph
      .given([])
      .after(set('cache', 'web'))
      .when(set('web', 'backend'))
      .thenRefused('dependency.cycle', {
        errors: [{ pointer: '/0', detail: 'the web → the backend → the cache → the web' }],
      }));
  it('is none where two ways lead to the same vm', () =>
    graph
      .given([])
      .after(set('web', 'db', 'cache'))
      .after(set('cache', 'store'))
      .when(set('db', 'store'))
      .thenTypes('compute.VmDependenciesSet'));
  it('is none any more when one of it has gone', () =>
    graph
      .given([])
      .after(set('web', 'db'))
      .after(set('db', 'store'))
      .after(forget('db'))
      .when(set('store', 'web'))
      .thenTypes('compute.VmDependenciesSet'));
});

describe('a vm that goes', () => {
  it('needs nothing and is needed by nobody', () =>
    graph
      .given([])
      .after(set('web', 'db', 'cache'))
      .after(set('db', 'store'))
      .when(forget('db'))
      .thenTypes('compute.VmDependenciesDropped')
      .thenOnlyOnce()
      .thenState((state) => expect(asPlain(state)).toEqual({ web: 1 })));
  it('that nobody knows is no news', () => graph.when(forget('db')).thenNothing());
  it('has those who need it named', () => {
    const { state } = graph
      .given([])
      .after(set('web', 'db'))
      .after(set('api', 'db', 'cache'));
    expect(dependentsOf(state, 'db')).toEqual(['web', 'api']);
    expect(dependentsOf(state, 'web')).toEqual([]);
  });
});

it('looks at each thing once, however many ways lead to it', () => {
  let looks = 0;
  const layers = (id: string): readonly string[] => {
    looks += 1;
    const layer = Number(id.split('.')[0]);
    return layer === 40 ? [] : [`${layer + 1}.a`, `${layer + 1}.b`];
  };
  expect(ringThrough('0.a', layers)).toBeNull();
  expect(looks).toBe(81);
});

it('never lets a ring come about, whatever is said in whatever order', () => {
  const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const said = fc.tuple(ids, fc.uniqueArray(ids, { maxLength: 4 }));
  fc.assert(
    fc.property(fc.array(said, { maxLength: 30 }), (all) => {
      const state = all.reduce<Graph>((before, [vmId, list]) => {
        const decided = dependencyDecider.decide(set(vmId, ...list), before);
        return Array.isArray(decided) ? decided.reduce(dependencyDecider.evolve, before) : before;
      }, dependencyDecider.initial);
      const needsOf = (id: string) => (state.get(id) ?? []).map((one) => ('vmId' in one ? one.vmId : one.groupId));
      for (const id of state.keys()) expect(ringThrough(id, needsOf)).toBeNull();
    }),
  );
});

it('hears what is repeated once', () => {
  const commands = fc.constantFrom(set('web', 'db'), set('web'), set('db', 'web'), set('api', 'web'), forget('web'));
  checkRepeatedCommands(dependencyDecider, commands, { numRuns: 300 });
});
