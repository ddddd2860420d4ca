/** Decides what may need what: never, over any number of others, itself. Pure; names of things and members of groups come with the command. */
import type { CommandOf, Dependency, MessageOf, dependencyCommands } from '@chronovisor/contracts';
import { type Decider, type Refusal, refuse } from '@chronovisor/kernel';
import { ringThrough } from './cycle.ts';
import { evolve } from './evolve.ts';
import { type DependencyEvent, type Graph, neededId, noDependencies } from './state.ts';

/** What only others know of the things in the graph. */
export interface Known {
  /** How people call it; the id itself where nobody knows. */
  readonly nameOf: (id: string) => string;
  /** Vms of a group; none for what is no group. */
  readonly membersOf: (id: string) => readonly string[];
  /** What clients take for the revision of what one vm needs: all needs are in one stream. */
  readonly revisionOf: (needs: readonly Dependency[]) => number;
}

export type DependencyCommand = CommandOf<MessageOf<(typeof dependencyCommands)[number]>> & { readonly known: Known };
type Set = Extract<DependencyCommand, { type: 'compute.SetVmDependencies' }>;

const same = (one: readonly Dependency[], other: readonly Dependency[]): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

const twice = (dependencies: readonly Dependency[]): number =>
  dependencies.findIndex((one, index) => dependencies.findIndex((other) => neededId(other) === neededId(one)) < index);

/** A group needs its members, and a vm what was said of it. */
const wayBackTo = (start: string, graph: Graph, { membersOf }: Known): readonly string[] | null =>
  ringThrough(start, (id) => [...(graph.get(id) ?? []).map(neededId), ...membersOf(id)]);

const ring = ({ data, known }: Set, graph: Graph): Refusal | null => {
  const way = wayBackTo(data.vmId, new Map(graph).set(data.vmId, data.dependencies), known);
  if (way === null) return null;
  const at = data.dependencies.findIndex((one) => neededId(one) === way[1]);
  const named = way.map(known.nameOf).join(' → ');
  return refuse('dependency.cycle', `${known.nameOf(data.vmId)} would need itself: ${named}`, {
    hint: 'Take one of these dependencies away first.',
    errors: [{ pointer: `/${at}`, detail: named }],
  });
};

/** Why a group must not have these members: one of them needs the group, itself or over others. `known` knows them as members already. */
export const ringOfGroup = (groupId: string, graph: Graph, known: Known): RingOfGroup | null => {
  const way = wayBackTo(groupId, graph, known);
  if (way === null) return null;
  const named = way.map(known.nameOf).join(' → ');
  return { named, name: known.nameOf(groupId), memberId: way[1] ?? groupId };
};

export interface RingOfGroup {
  /** `shop → web → shop`. */
  readonly named: string;
  readonly name: string;
  /** The member by which it would close. */
  readonly memberId: string;
}

/** The caller saw other needs than there are now. */
const stale = ({ data, meta, known }: Set, graph: Graph): Refusal | null => {
  const { expectedRevision } = meta;
  const actual = known.revisionOf(graph.get(data.vmId) ?? []);
  if (expectedRevision === undefined || expectedRevision === actual) return null;
  return refuse('revision.stale', `what ${known.nameOf(data.vmId)} needs was changed since it was read`, {
    hint: 'Read it again, look at what changed, and repeat the request with the new ETag.',
  });
};

const set = (command: Set, graph: Graph): readonly DependencyEvent[] | Refusal => {
  const { data, meta, known } = command;
  const no = stale(command, graph);
  if (no !== null) return no;
  if (same(graph.get(data.vmId) ?? [], data.dependencies)) return [];
  const again = twice(data.dependencies);
  if (again !== -1) {
    const name = known.nameOf(neededId(data.dependencies[again] as Dependency));
    const detail = `${name} is named twice`;
    return refuse('dependency.repeated', detail, {
      hint: 'Name each vm and group once, with the furthest point that is needed.',
      errors: [{ pointer: `/${again}`, detail }],
    });
  }
  const request = { operationId: meta.operationId, commandId: meta.commandId };
  return ring(command, graph) ?? [{ type: 'compute.VmDependenciesSet', version: 1, data: { ...data, request } }];
};

export const dependentsOf = (graph: Graph, id: string): readonly string[] =>
  [...graph].filter(([, needs]) => needs.some((need) => neededId(need) === id)).map(([vmId]) => vmId);

const decide = (command: DependencyCommand, graph: Graph): readonly DependencyEvent[] | Refusal => {
  if (command.type === 'compute.SetVmDependencies') return set(command, graph);
  const { vmId } = command.data;
  if (!graph.has(vmId) && dependentsOf(graph, vmId).length === 0) return [];
  return [{ type: 'compute.VmDependenciesDropped', version: 1, data: { vmId } }];
};

export const dependencyDecider: Decider<DependencyCommand, Graph, DependencyEvent> = {
  initial: noDependencies,
  decide,
  evolve,
};
