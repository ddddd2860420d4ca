/** Folds what happened to one order to many vms. */
import { assertNever } from '@chronovisor/kernel';
import {
  type Bulk,
  type BulkEvent,
  type CheckStage,
  type Counts,
  type Outcome,
  type Stage,
  type Stages,
  type RunningBulk,
  isHalfOver,
  stageAt,
  stagesOf,
  planOf,
  withStages,
} from './state.ts';

type Data<T extends BulkEvent['type']> = Extract<BulkEvent, { type: T }>['data'];

const began = (data: Data<'compute.BulkStarted'>): RunningBulk => {
  const plan = planOf(data);
  const waiting = plan.items.length;
  return {
    kind: 'running',
    plan,
    stages: stagesOf(waiting),
    checks: new Map([...plan.checks.keys()].map((key): [string, CheckStage] => [key, { is: 'waiting' }])),
    halted: null,
    counts: { waiting, sent: 0, half: 0, succeeded: 0, failed: 0, skipped: 0, cancelled: 0 },
    first: 0,
  };
};

const countOf = (stage: Stage): keyof Counts => (stage.is === 'ended' ? stage.outcome : stage.is);

const recounted = (counts: Counts, before: Stages, changes: ReadonlyMap<number, Stage>): Counts => {
  const now: Record<keyof Counts, number> = { ...counts };
  for (const [index, stage] of changes) {
    now[countOf(stageAt(before, index))] -= 1;
    now[countOf(stage)] += 1;
  }
  return now;
};

const firstWaiting = (stages: Stages, from: number, length: number): number => {
  let first = from;
  while (first < length && stageAt(stages, first).is !== 'waiting') first += 1;
  return first;
};

const changed = (bulk: RunningBulk, changes: ReadonlyMap<number, Stage>): RunningBulk => {
  const stages = withStages(bulk.stages, changes);
  return {
    ...bulk,
    stages,
    counts: recounted(bulk.counts, bulk.stages, changes),
    first: firstWaiting(stages, bulk.first, bulk.plan.items.length),
  };
};

const placed = <T extends { readonly vmId: string }>(
  bulk: RunningBulk,
  vms: readonly T[],
  stageFor: (vm: T, before: Stage) => Stage,
): RunningBulk => {
  const indexes = vms.map((vm) => [bulk.plan.indexOf.get(vm.vmId) ?? -1, vm] as const);
  return changed(bulk, new Map(indexes.map(([index, vm]) => [index, stageFor(vm, stageAt(bulk.stages, index))])));
};

const halted = (bulk: RunningBulk, why: 'cancelled' | 'error'): RunningBulk => {
  const outcome: Outcome = why === 'cancelled' ? 'cancelled' : 'skipped';
  const ended: Stage = { is: 'ended', outcome, problem: null, wentOff: false };
  const left = bulk.plan.items.map((_, index) => index).filter((index) => stageAt(bulk.stages, index).is === 'waiting');
  return { ...changed(bulk, new Map(left.map((index) => [index, ended]))), halted: why };
};

const checked = (bulk: RunningBulk, changes: readonly (readonly [string, CheckStage])[]): RunningBulk => ({
  ...bulk,
  checks: new Map([...bulk.checks, ...changes]),
});

const go = (bulk: RunningBulk, event: BulkEvent): Bulk => {
  switch (event.type) {
    case 'compute.BulkStarted':
      return bulk;
    case 'compute.BulkVmsSent':
      return placed(bulk, event.data.vms, ({ operationId }, before) => ({
        is: 'sent',
        operationId,
        isBack: isHalfOver(before),
      }));
    case 'compute.BulkVmsTurned':
      return placed(bulk, event.data.vms, () => ({ is: 'half' }));
    case 'compute.BulkVmsEnded':
      return placed(bulk, event.data.vms, ({ outcome, problem }, before) => ({
        is: 'ended',
        outcome,
        problem,
        wentOff: isHalfOver(before),
      }));
    case 'compute.BulkChecksSent':
      return checked(
        bulk,
        event.data.checks.map(({ check, operationId }) => [check, { is: 'sent', operationId }]),
      );
    case 'compute.BulkChecksEnded':
      return checked(
        bulk,
        event.data.checks.map(({ check, problem }) => [
          check,
          problem === null ? { is: 'held' } : { is: 'failed', problem },
        ]),
      );
    case 'compute.BulkHalted':
      return halted(bulk, event.data.why);
    case 'compute.BulkSucceeded':
    case 'compute.BulkFailed':
    case 'compute.BulkCancelled':
      return { kind: 'over' };
    default:
      return assertNever(event);
  }
};

export const evolve = (bulk: Bulk, event: BulkEvent): Bulk => {
  if (event.type === 'compute.BulkStarted') return began(event.data);
  return bulk.kind === 'running' ? go(bulk, event) : bulk;
};
