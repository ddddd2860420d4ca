/** What a request would lead to, put together from its plan and from what the service foresees. */
import {
  type Accepted,
  type Foreseen,
  type ForeseenVm,
  type MessageOf,
  type Problem,
  BudgetFreed,
  BudgetHeld,
  type http,
  publicEventType,
} from '@chronovisor/contracts';
import { outsideProblem } from '../../projections/documents/problem.ts';
import { HALTED } from '../../projections/operations/bulk-row.ts';

interface Meant {
  readonly type: string;
  readonly target: string;
  readonly placement?: http.Placement;
}

type BudgetData = MessageOf<typeof BudgetHeld | typeof BudgetFreed>['data'];

/** The last word on each budget. */
const quotaAfter = ({ events, bulk }: Foreseen): http.DryRunDocument['quota'] => {
  if (bulk !== undefined) return bulk.budgets.map(({ kind, id, used }) => ({ of: `${kind}s/${id}`, used }));
  const budgets = events.filter(({ type }) => type === BudgetHeld.type || type === BudgetFreed.type);
  const used = new Map(
    budgets.map(({ data }) => [`${(data as BudgetData).kind}s/${(data as BudgetData).id}`, (data as BudgetData).used]),
  );
  return [...used].map(([of, amounts]) => ({ of, used: amounts }));
};

const problemOf = ({ outcome, problem }: ForeseenVm): Problem | null =>
  outcome === 'skipped' ? (problem ?? HALTED) : problem;

const vmDocument = (foreseen: ForeseenVm): http.DryRunVm => {
  const { vmId: id, name, outcome, events, steps, joins } = foreseen;
  const problem = problemOf(foreseen);
  return {
    vm: { id: id as http.DryRunVm['vm']['id'], name },
    outcome,
    events: events.map(({ type, stream }) => ({ type: publicEventType(type), stream })),
    steps,
    joins,
    problem: problem === null ? null : outsideProblem(problem),
  };
};

export const dryRunDocument = (
  { type, target, placement }: Meant,
  { foreseen, operationId }: Accepted,
): http.DryRunDocument => {
  if (foreseen === undefined) throw new Error(`${type} was carried out, though only its meaning was asked`);
  const { events, steps } = foreseen;
  return {
    dryRun: true,
    type,
    target,
    events: events.map(({ type: name, stream, version, data }) => ({
      type: publicEventType(name),
      stream,
      dataversion: version,
      data,
    })),
    joins: events.length === 0 ? operationId : null,
    steps,
    quota: quotaAfter(foreseen),
    ...(foreseen.bulk === undefined ? {} : { vms: foreseen.bulk.vms.map(vmDocument) }),
    placement: placement ?? null,
  };
};
