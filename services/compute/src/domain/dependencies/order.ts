/** Puts what many vms are told into the order of what they need: who is needed starts first and goes off last. Pure. */
import type { BulkAction, BulkEdge, BulkItem, BulkOrder, Dependency } from '@chronovisor/contracts';
import { inRings } from '../bulk/edges.ts';

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

const whenOff = (vmId: string): BulkEdge =>
  ({ vmId, until: { type: 'running' }, timeoutSeconds: 1 }) as unknown as BulkEdge;

/** Over vms that are not named as well: who needs what needs it goes off before it. */
const backwards = (items: readonly BulkItem[], near: Neighbours): readonly BulkItem[] => {
  const needing = needingAmong(items, near);
  return items.map((item) => withEdges(item, needing(item).map(whenOff)));
};

const needingAmong = (items: readonly BulkItem[], near: Neighbours): ((item: BulkItem) => readonly string[]) => {
  const named = new Set(idsOfItems(items));
  return ({ vmId }) => reached([vmId], near.neededBy).filter((id) => id !== vmId && named.has(id));
};

/** A linked clone goes before the vm that it is linked to, come what may: where that vm needs the clone, the need is what yields. */
const removed = ({ items, order }: Told, near: Neighbours): readonly BulkItem[] => {
  const all = backwards(items, near);
  if (inRings(all).length === 0) return all;
  const needing = needingAmong(items, near);
  const waits = new Map<string, string[]>(items.map(({ vmId, after = [] }) => [vmId, [...idsOf(after)]]));
  return items.map((item) => {
    const own = waits.get(item.vmId) ?? [];
    const leaving = needing(item).filter((id) => {
      const yields = reached([id], (vmId) => waits.get(vmId) ?? []).includes(item.vmId);
      if (!yields) own.push(id);
      return yields;
    });
    const sorted = withEdges(item, own.filter((id) => !idsOf(item.after ?? []).includes(id)).map(whenOff));
    return leaving.length === 0 ? sorted : { ...sorted, order: { ...order, data: { ...order.data, leaving } } };
  });
};

/** Those among the named that it needs, as far as they have to be; over vms that are not named, that they run. */
const neededEdges = ({ vmId }: BulkItem, named: ReadonlySet<string>, near: Neighbours): readonly BulkEdge[] => {
  const own = edgesOf(vmId, near).filter((edge) => named.has(edge.vmId));
  const direct = new Set(idsOf(own));
  const all = reached([vmId], (id) => idsOf(edgesOf(id, near)));
  const over = all.filter((id) => id !== vmId && named.has(id) && !direct.has(id));
  return [...own, ...over.map(whenOff)];
};

/** All off before any comes back: who needs others goes off before them, and comes back after them. A vm that has to do with no other of them restarts by itself. */
const offAndBack = ({ items, order }: Told, near: Neighbours): readonly BulkItem[] => {
  const named = new Set(idsOfItems(items));
  const off = backwards(items, near);
  const waitedFor = new Set(off.flatMap(({ after = [] }) => idsOf(after)));
  return off.map((item) => {
    if (item.after === undefined && !waitedFor.has(item.vmId)) return item;
    const back = { order: { type: 'compute.StartVm', data: {} }, after: [...neededEdges(item, named, near)] };
    return { ...item, order: { type: 'compute.ShutdownVm', data: order.data }, back };
  });
};

export interface Told {
  readonly action: BulkAction;
  /** To each that has none of its own. */
  readonly order: BulkOrder;
  readonly items: readonly BulkItem[];
  /** Also to running vms that need one of these. */
  readonly dependents: boolean;
}

export const inOrder = (told: Told, near: Neighbours): readonly BulkItem[] => {
  const { action, items, dependents } = told;
  if (action === 'start') return forwards(items, near);
  if (action === 'restart') return offAndBack(told, near);
  if (!BACKWARDS.has(action)) return items;
  if (action === 'delete') return removed(told, near);
  if (!dependents) return backwards(items, near);
  const named = idsOfItems(items);
  const needing = reached(named, near.neededBy).filter((id) => named.includes(id) || near.isRunning(id));
  return backwards(joined(items, needing, near), near);
};
