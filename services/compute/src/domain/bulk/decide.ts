/** Decides which vms of a bulk get their order next, and when it is over. Pure: ids and results arrive with the command. */
import type { BeginBulk, BulkItem, CancelBulk, CommandOf, MessageOf, Problem } from '@chronovisor/contracts';
import { type Decider, type Refusal, assertNever, refuse } from '@chronovisor/kernel';
import { hindrance, hindranceOfReturn, mayBegin, mayReturn, unsound } from './edges.ts';
import { ending } from './ending.ts';
import { evolve } from './evolve.ts';
import { type Bulk, type BulkEvent, type RunningBulk, noBulk, stageAt, stageOf } from './state.ts';

/** What became of the order of a vm, or of a check; `problem` null when it went well. */
export interface Result {
  readonly vmId: string;
  /** Null for the order itself. */
  readonly check: string | null;
  readonly problem: Problem | null;
  /** Of the second order of two. */
  readonly isBack: boolean;
  /** The operation that shows it; null where nothing had to be done. */
  readonly operationId: string | null;
}

/** Always the same id for the same name: who sends it again does no harm. */
interface WithIds {
  readonly idOf: (name: string) => string;
}

export type BulkCommand =
  | (CommandOf<MessageOf<typeof BeginBulk>> & WithIds)
  | (CommandOf<MessageOf<typeof CancelBulk>> & WithIds)
  | ({ readonly type: 'advance'; readonly results: readonly Result[] } & WithIds);
type Named<T extends BulkCommand['type']> = Extract<BulkCommand, { type: T }>;
type IdOf = WithIds['idOf'];
/** What the id of the second order of a vm is made from. */
export const backName = (vmId: string): string => `back ${vmId}`;

type Decision = readonly BulkEvent[] | Refusal;

const happened = <T extends BulkEvent['type']>(type: T, data: unknown): BulkEvent =>
  ({ type, version: 1, data }) as unknown as BulkEvent;

/** A step looks at the bulk as the steps before have left it. */
type Step = (bulk: RunningBulk) => readonly BulkEvent[];

/** A late answer to the first of two orders is none to the second. */
const isNews = (bulk: RunningBulk, { check, vmId, isBack }: Result): boolean => {
  const stage = stageOf(bulk, vmId);
  return check === null && stage?.is === 'sent' && stage.isBack === isBack;
};

const itemOf = ({ plan }: RunningBulk, vmId: string): BulkItem | undefined => plan.items[plan.indexOf.get(vmId) ?? -1];

/** One that had to be told nothing to be off was off before, and is not for a restart to start. */
const isHalfway = (bulk: RunningBulk, { vmId, isBack, problem, operationId }: Result): boolean =>
  !isBack && problem === null && operationId !== null && itemOf(bulk, vmId)?.back !== undefined;

const problemIn = (bulk: RunningBulk, { vmId, isBack, problem }: Result): Problem | null => {
  const item = itemOf(bulk, vmId);
  if (problem !== null || isBack || item?.back === undefined) return problem;
  const hint = 'Only a running vm can be restarted; start it instead.';
  return { code: 'vm.not-running', message: `${item.name} is off`, hint };
};

const taken =
  (results: readonly Result[]): Step =>
  (bulk) => {
    const { operationId } = bulk.plan;
    const vms = once(
      results.filter((result) => isNews(bulk, result)),
      ({ vmId }) => vmId,
    );
    const [half, ended] = [vms.filter((vm) => isHalfway(bulk, vm)), vms.filter((vm) => !isHalfway(bulk, vm))];
    const checks = results.filter(({ check }) => check !== null && bulk.checks.get(check)?.is === 'sent');
    const endedVms = ended.map((result) => {
      const { vmId, operationId: own } = result;
      const problem = problemIn(bulk, result);
      return { vmId, outcome: problem === null ? 'succeeded' : 'failed', problem, operationId: own };
    });
    const wentOff = half.map(({ vmId, operationId: own }) => ({ vmId, operationId: own }));
    const endedChecks = once(checks, ({ check }) => check).map(({ vmId, check, problem }) => ({
      check,
      vmId,
      problem,
    }));
    return [
      ...(wentOff.length === 0 ? [] : [happened('compute.BulkVmsTurned', { operationId, vms: wentOff })]),
      ...(endedVms.length === 0 ? [] : [happened('compute.BulkVmsEnded', { operationId, vms: endedVms })]),
      ...(endedChecks.length === 0 ? [] : [happened('compute.BulkChecksEnded', { operationId, checks: endedChecks })]),
    ];
  };

const once = <T>(list: readonly T[], keyOf: (one: T) => unknown): readonly T[] => [
  ...new Map(list.map((one) => [keyOf(one), one])).values(),
];

const waitingItems = function* ({ plan, stages, first }: RunningBulk) {
  for (let index = first; index < plan.items.length; index += 1) {
    const item = plan.items[index];
    if (item !== undefined && stageAt(stages, index).is === 'waiting') yield item;
  }
};

/** Off, and to come back; few or none in most bulks. */
const halfItems = ({ plan, stages, counts }: RunningBulk): readonly BulkItem[] =>
  counts.half === 0 ? [] : plan.items.filter((_, index) => stageAt(stages, index).is === 'half');

/** One ring around what has failed; called until there is no further one. */
const leaveOut: Step = (bulk) => {
  const { hasEdges, operationId } = bulk.plan;
  if (!hasEdges) return [];
  const left = [...waitingItems(bulk)].map((item) => [item, hindrance(bulk, item)] as const);
  const off = halfItems(bulk).map((item) => [item, hindranceOfReturn(bulk, item)] as const);
  const vms = [...left, ...off].flatMap(([{ vmId }, problem]) =>
    problem === null ? [] : [{ vmId, outcome: 'skipped', problem, operationId: null }],
  );
  return vms.length === 0 ? [] : [happened('compute.BulkVmsEnded', { operationId, vms })];
};

const haltOnError: Step = ({ plan, counts, halted }) => {
  if (plan.onError === 'continue' || halted !== null || counts.failed + counts.skipped === 0) return [];
  return [happened('compute.BulkHalted', { operationId: plan.operationId, why: 'error', by: 'onError' })];
};

/** Only while somebody waits for it. */
const sendChecks =
  (idOf: IdOf): Step =>
  (bulk) => {
    const { plan, counts } = bulk;
    if (plan.checks.size === 0 || counts.waiting + counts.half === 0) return [];
    const checks = [...plan.checks.values()].flatMap(({ key, edge: { vmId } }) => {
      const stage = stageOf(bulk, vmId);
      const isDue = stage?.is === 'ended' && stage.outcome === 'succeeded' && bulk.checks.get(key)?.is === 'waiting';
      return isDue ? [{ check: key, vmId, operationId: idOf(`check ${key}`) }] : [];
    });
    return checks.length === 0 ? [] : [happened('compute.BulkChecksSent', { operationId: plan.operationId, checks })];
  };

const sendVms =
  (idOf: IdOf): Step =>
  (bulk) => {
    const { plan, counts } = bulk;
    const room = plan.concurrency - counts.sent;
    if (room <= 0) return [];
    // What is off comes back before more goes off.
    const back = halfItems(bulk).filter((item) => mayReturn(bulk, item));
    const vms = back.slice(0, room).map(({ vmId }) => ({ vmId, operationId: idOf(backName(vmId)) }));
    for (const item of vms.length < room ? waitingItems(bulk) : []) {
      if (!mayBegin(bulk, item)) continue;
      vms.push({ vmId: item.vmId, operationId: idOf(item.vmId) });
      if (vms.length >= room) break;
    }
    return vms.length === 0 ? [] : [happened('compute.BulkVmsSent', { operationId: plan.operationId, vms })];
  };

const walk = (bulk: Bulk, steps: readonly Step[]): readonly BulkEvent[] => {
  const events: BulkEvent[] = [];
  let now = bulk;
  for (const step of steps) {
    for (let isNews = true; isNews && now.kind === 'running';) {
      const more = step(now);
      events.push(...more);
      now = more.reduce(evolve, now);
      // Leaving one out may leave out who waits for it; nothing else follows from itself.
      isNews = step === leaveOut && more.length > 0;
    }
  }
  return events;
};

const onwards = (idOf: IdOf): readonly Step[] => [leaveOut, haltOnError, sendChecks(idOf), sendVms(idOf), ending];

const begin = ({ data, meta, idOf }: Named<'compute.BeginBulk'>, bulk: Bulk): Decision => {
  if (bulk.kind !== 'none') return [];
  const no = unsound(data.items);
  if (no !== null) return no;
  const request = { operationId: meta.operationId, commandId: meta.commandId };
  const first = happened('compute.BulkStarted', { ...data, request });
  return [first, ...walk(evolve(bulk, first), onwards(idOf))];
};

const cancel = ({ data, meta }: Named<'compute.CancelBulk'>, bulk: Bulk): Decision => {
  if (bulk.kind === 'none') return refuse('operation.not-found', `there is no operation ${data.operationId}`);
  if (bulk.kind === 'over') {
    return refuse('operation.ended', 'the operation has ended already', {
      hint: 'Look at the operation for its outcome.',
    });
  }
  if (bulk.halted === 'cancelled') return [];
  if (bulk.counts.waiting === 0) {
    return refuse('operation.not-cancellable', 'nothing is left that was not sent', {
      hint: 'What is under way ends by itself: wait for it, or cancel the operations of single vms.',
    });
  }
  const { operationId } = bulk.plan;
  const halt: Step = () => [happened('compute.BulkHalted', { operationId, why: 'cancelled', by: meta.actor.id })];
  return walk(bulk, [halt, ending]);
};

const decide = (command: BulkCommand, bulk: Bulk): Decision => {
  switch (command.type) {
    case 'compute.BeginBulk':
      return begin(command, bulk);
    case 'compute.CancelBulk':
      return cancel(command, bulk);
    case 'advance':
      return walk(bulk, [taken(command.results), ...onwards(command.idOf)]);
    default:
      return assertNever(command);
  }
};

export const bulkDecider: Decider<BulkCommand, Bulk, BulkEvent> = { initial: noBulk, decide, evolve };
