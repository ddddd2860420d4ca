/** What one vm of a bulk waits for: whether it holds, can hold no more, or closes a ring. */
import type { BulkEdge, BulkItem, Problem } from '@chronovisor/contracts';
import { type Refusal, refuse } from '@chronovisor/kernel';
import { type RunningBulk, checkKeyOf, isHalfOver, stageOf } from './state.ts';

const nameOf = ({ plan }: RunningBulk, vmId: string): string => plan.items[plan.indexOf.get(vmId) ?? -1]?.name ?? vmId;

const holds = (bulk: RunningBulk, edge: BulkEdge): boolean => {
  const stage = stageOf(bulk, edge.vmId);
  if (stage?.is !== 'ended' || stage.outcome !== 'succeeded') return false;
  const key = checkKeyOf(edge);
  return key === null || bulk.checks.get(key)?.is === 'held';
};

/** One that goes off and comes back is out of the way of others as soon as it is off. */
const isOutOfWay = (bulk: RunningBulk, edge: BulkEdge): boolean => {
  const stage = stageOf(bulk, edge.vmId);
  return (stage !== null && isHalfOver(stage)) || (stage?.is === 'ended' && stage.wentOff) || holds(bulk, edge);
};

export const mayBegin = (bulk: RunningBulk, { after = [] }: BulkItem): boolean =>
  after.every((edge) => isOutOfWay(bulk, edge));

/** One that never went off is as it was, and so is who needs it. */
const isAsItWas = (bulk: RunningBulk, { vmId }: BulkEdge): boolean => {
  const stage = stageOf(bulk, vmId);
  return stage?.is === 'ended' && !stage.wentOff && stage.outcome !== 'succeeded';
};

export const mayReturn = (bulk: RunningBulk, { back }: BulkItem): boolean =>
  (back?.after ?? []).every((edge) => isAsItWas(bulk, edge) || holds(bulk, edge));

const blocked = (bulk: RunningBulk, { vmId }: BulkEdge, what: string, cause: Problem | null): Problem => {
  const name = nameOf(bulk, vmId);
  return {
    code: 'bulk.dependency-failed',
    message: `it waits for ${name}, which ${what}${cause === null ? '' : `: ${cause.message}`}`,
    hint: `See to ${name} first, then repeat the request for the rest.`,
    facts: { vm: name, vmId },
  };
};

const WHAT = { failed: 'failed', skipped: 'was left out', cancelled: 'was never sent' } as const;

const endedBadly = (bulk: RunningBulk, edge: BulkEdge, wentOff: boolean): Problem | null => {
  const stage = stageOf(bulk, edge.vmId);
  if (stage?.is !== 'ended' || stage.outcome === 'succeeded' || stage.wentOff !== wentOff) return null;
  return blocked(bulk, edge, WHAT[stage.outcome], stage.outcome === 'failed' ? stage.problem : null);
};

const failedCheck = (bulk: RunningBulk, edge: BulkEdge): Problem | null => {
  const check = bulk.checks.get(checkKeyOf(edge) ?? '');
  return check?.is === 'failed' ? blocked(bulk, edge, 'did not come so far', check.problem) : null;
};

const firstProblem = (edges: readonly BulkEdge[], of: (edge: BulkEdge) => Problem | null): Problem | null => {
  for (const edge of edges) {
    const problem = of(edge);
    if (problem !== null) return problem;
  }
  return null;
};

/** Why it can never begin; null while it may. */
export const hindrance = (bulk: RunningBulk, { after = [] }: BulkItem): Problem | null =>
  firstProblem(after, (edge) => endedBadly(bulk, edge, false) ?? failedCheck(bulk, edge));

/** Why what went off can never come back: what it needs went off as well, and did not. */
export const hindranceOfReturn = (bulk: RunningBulk, { back }: BulkItem): Problem | null => {
  const problem = firstProblem(back?.after ?? [], (edge) => endedBadly(bulk, edge, true) ?? failedCheck(bulk, edge));
  return problem === null ? null : { ...problem, message: `${problem.message}; it stays off` };
};

/** What is left when all that wait for nobody left are taken away, again and again: nothing, unless there is a ring. */
export const inRings = (items: readonly BulkItem[]): readonly BulkItem[] => {
  let left = items.filter(({ after = [] }) => after.length > 0);
  for (let before = -1; before !== left.length;) {
    before = left.length;
    const names = new Set<string>(left.map(({ vmId }) => vmId));
    left = left.filter(({ after = [] }) => after.some(({ vmId }) => names.has(vmId)));
  }
  return left;
};

/** Walks along what is waited for until a vm comes again. */
const ringOf = (left: readonly BulkItem[]): readonly string[] => {
  const byId = new Map<string, BulkItem>(left.map((item) => [item.vmId, item]));
  const path: BulkItem[] = [];
  for (let at = left[0]; at !== undefined;) {
    const from = path.indexOf(at);
    if (from >= 0) return [...path.slice(from), at].map(({ name }) => name);
    path.push(at);
    at = (at.after ?? []).map(({ vmId }) => byId.get(vmId)).find((next) => next !== undefined);
  }
  return [];
};

/** Two of the same vm, or one that waits for a vm that is not there or in a ring for itself. */
export const unsound = (items: readonly BulkItem[]): Refusal | null => {
  const known = new Set<string>(items.map(({ vmId }) => vmId));
  if (known.size < items.length) {
    return refuse('bulk.invalid', 'a vm is named twice', { hint: 'Name each vm once.' });
  }
  const stranger = items.find(({ after = [] }) => after.some(({ vmId }) => !known.has(vmId)));
  if (stranger !== undefined) {
    return refuse('bulk.invalid', `${stranger.name} waits for a vm that gets no order`, {
      hint: 'Wait only for vms that are named as well.',
    });
  }
  const left = inRings(items);
  if (left.length === 0) return null;
  return refuse('bulk.cycle', `vms wait for each other in a ring: ${ringOf(left).join(' waits for ')}`, {
    hint: 'Take one of these dependencies away.',
  });
};
