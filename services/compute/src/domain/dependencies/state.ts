/** What the decider remembers: which vm needs what. One graph, hence one stream, so that no two changes close a ring behind each other. */
import type { Dependency, MessageOf, dependencyEvents } from '@chronovisor/contracts';

export type DependencyEvent = MessageOf<(typeof dependencyEvents)[number]>;

/** By id of the vm that needs. */
export type Graph = ReadonlyMap<string, readonly Dependency[]>;

export const noDependencies: Graph = new Map();

/** Id of what is needed: a vm, or a group. */
export const neededId = (dependency: Dependency): string =>
  'vmId' in dependency ? dependency.vmId : dependency.groupId;
