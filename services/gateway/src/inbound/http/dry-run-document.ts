/** What a request would lead to, put together from its plan and from what the service foresees. */
import {
  type Accepted,
  type Foreseen,
  type MessageOf,
  BudgetFreed,
  BudgetHeld,
  type http,
  publicEventType,
} from '@chronovisor/contracts';

interface Meant {
  readonly type: string;
  readonly target: string;
  readonly placement?: http.Placement;
}

type BudgetData = MessageOf<typeof BudgetHeld | typeof BudgetFreed>['data'];

/** The last word on each budget. */
const quotaAfter = (events: Foreseen['events']): http.DryRunDocument['quota'] => {
  const budgets = events.filter(({ type }) => type === BudgetHeld.type || type === BudgetFreed.type);
  const used = new Map(
    budgets.map(({ data }) => [`${(data as BudgetData).kind}s/${(data as BudgetData).id}`, (data as BudgetData).used]),
  );
  return [...used].map(([of, amounts]) => ({ of, used: amounts }));
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
    quota: quotaAfter(events),
    placement: placement ?? null,
  };
};
