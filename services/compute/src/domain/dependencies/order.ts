/** Puts what many vms are told into the order of what they need: who is needed starts first and goes off last. Pure. */
import type { BulkAction, BulkEdge, BulkItem, Dependency } from '@chronovisor/contracts';

export interface Neighbours {
  readonly needsOf: (vmId: string) => readonly Dependency[];
  /** Vms of a group. */
  readonly membersOf: (groupId: string) => readonly string[];
  /** Vms that need it, themselves or by a group. */
  readonly neededBy: (vmId: string) => readonly string[];
  readonly nameOf: (vmId: string) => string;
  readonly isRunning: (vmId: string) => boolean;
}

const BACKWARDS: ReadonlySet<BulkAction> = new Set(['shutdown', 'stop', 'delete']);

/** What is needed of each vm; of one that is in its own group, nothing of itself. */
const edgesOf = (vmId: string, { needsOf, membersOf }: Neighbours): readonly BulkEdge[] =>
  needsOf(vmId).flatMap(({ until, timeoutSeconds, ...needed }) => {
    const ids = 'vmId' in needed ? [needed.vmId as string] : membersOf(needed.groupId);
    return ids.filter((id) => id !== vmId).map((id) => ({ vmId: id, until, timeoutSeconds }) as unknown as BulkEdge);
  });

const reached = (from: readonly string[], next: (vmId: string) => readonly string[]): readonly string[] => {
  const seen = new Set(from);
  for (const vmId of seen) for (const other of next(vmId)) seen.add(other);
  return [...seen];
};

const idsOf = (edges: readonly BulkEdge[]): readonly string[] => edges.map(({ vmId }) => vmId);

/** Several edges to one vm say all that has to hold. */
const withEdges = (item: BulkItem, edges: readonly BulkEdge[]): BulkItem =>
  edges.length === 0 ? item : { ...item, after: [...(item.after ?? []), ...edges] };

const joined = (items: readonly BulkItem[], ids: readonly string[], { nameOf }: Neighbours): readonly BulkItem[] => {
  const known = new Set<string>(items.map(({ vmId }) => vmId));
  const more = ids.filter((id) => !known.has(id)).map((id) => ({ vmId: id, name: nameOf(id) }) as unknown as BulkItem);
  return [...items, ...more];
};

/** With all they need, also what was not named. */
const forwards = (items: readonly BulkItem[], near: Neighbours): readonly BulkItem[] => {
  const ids = reached(idsOfItems(items), (vmId) => idsOf(edgesOf(vmId, near)));
  return joined(items, ids, near).map((item) => withEdges(item, edgesOf(item.vmId, near)));
};

const idsOfItems = (items: readonly BulkItem[]): readonly string[] => items.map(({ vmId }) => vmId);

/** Over vms that are not named as well: who needs what needs it goes off before it. */
const backwards = (items: readonly BulkItem[], near: Neighbours): readonly BulkItem[] => {
  const named = new Set(idsOfItems(items));
  return items.map((item) => {
    const before = reached([item.vmId], near.neededBy).filter((id) => id !== item.vmId && named.has(id));
    const edges = before.map(
      (vmId) => ({ vmId, until: { type: 'running' }, timeoutSeconds: 1 }) as unknown as BulkEdge,
    );
    return withEdges(item, edges);
  });
};

export interface Told {
  readonly action: BulkAction;
  readonly items: readonly BulkItem[];
  /** Also to running vms that need one of these. */
  readonly dependents: boolean;
}

export const inOrder = ({ action, items, dependents }: Told, near: Neighbours): readonly BulkItem[] => {
  if (action === 'start') return forwards(items, near);
  if (!BACKWARDS.has(action)) return items;
  if (!dependents) return backwards(items, near);
  const named = idsOfItems(items);
  const needing = reached(named, near.neededBy).filter((id) => named.includes(id) || near.isRunning(id));
  return backwards(joined(items, needing, near), near);
};
