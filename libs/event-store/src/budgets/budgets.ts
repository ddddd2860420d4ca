/**
 * Keeps what is used within its limits: a project's quota, a host's overcommit. Each budget is one stream; its commands go
 * into the `also` of what needs the room, so that thing and reservation are recorded both or neither. Pure.
 *
 *   unopened --Limit--> open --Hold/Free--> open --Close while nothing is held--> closed
 */
import { type Decider, type Refusal, refuse } from '@chronovisor/kernel';
import { type Amounts, isSame, plus } from './amounts.ts';
import { Holdings, type Holding } from './holdings.ts';
import { type BudgetKind, belowUse, exceeded, stillHeld } from './words.ts';

export interface BudgetState {
  readonly status: 'unopened' | 'open' | 'closed';
  /** What messages call it: `the project web`. */
  readonly title: string;
  readonly limits: Amounts;
  readonly used: Amounts;
  readonly holdings: Holdings;
}

interface About {
  readonly kind: BudgetKind;
  readonly id: string;
}

/** `anyway`: whatever is used, because the world and nobody's wish has changed it. */
export type Limit = About & {
  readonly type: 'Limit';
  readonly title: string;
  readonly limits: Amounts;
  readonly anyway: boolean;
};
/** From now on each owner holds just this much, whatever it held before. `opens`: the budget is there from the start, without limits. */
export type Hold = About & {
  readonly type: 'Hold';
  readonly holdings: readonly Holding[];
  readonly opens: boolean;
  readonly anyway: boolean;
};
export type Free = About & { readonly type: 'Free'; readonly owners: readonly string[] };
export type Close = About & { readonly type: 'Close' };
export type BudgetCommand = Limit | Hold | Free | Close;

interface Happened<T extends string, D> {
  readonly type: T;
  readonly version: 1;
  readonly data: About & D;
}
/** `used`: all of it, afterwards. */
export type BudgetEvent =
  | Happened<'budgets.Limited', { readonly title: string; readonly limits: Amounts }>
  | Happened<'budgets.Held', { readonly holdings: readonly Holding[]; readonly used: Amounts }>
  | Happened<'budgets.Freed', { readonly owners: readonly string[]; readonly used: Amounts }>
  | Happened<'budgets.Closed', object>;

type Decision = readonly BudgetEvent[] | Refusal;

const about = ({ kind, id }: About): About => ({ kind, id });

const gone = ({ kind, id }: About): Refusal =>
  refuse(`${kind}.not-found`, `there is no ${kind} ${id}`, { hint: `List the ${kind}s.` });

const limit = (command: Limit, state: BudgetState): Decision => {
  const { kind, title, limits } = command;
  if (state.status === 'closed') return gone(command);
  const no = command.anyway ? null : belowUse(kind, title, state.used, limits);
  if (no !== null) return no;
  if (state.status === 'open' && state.title === title && isSameLimits(state.limits, limits)) return [];
  return [{ type: 'budgets.Limited', version: 1, data: { ...about(command), title, limits } }];
};

/** No limit is another thing than a limit of none. */
const isSameLimits = (one: Amounts, other: Amounts): boolean =>
  isSame(one, other) && Object.keys(one).length === Object.keys(other).length;

const hold = (command: Hold, state: BudgetState): Decision => {
  if (state.status === 'closed' || (state.status === 'unopened' && !command.opens)) return gone(command);
  const holdings = command.holdings.filter(({ owner, amounts }) => !isSame(state.holdings.of(owner) ?? {}, amounts));
  if (holdings.length === 0) return [];
  let used = state.used;
  for (const { owner, amounts } of holdings) used = plus(plus(used, amounts), state.holdings.of(owner) ?? {}, -1);
  const no = command.anyway ? null : exceeded(command.kind, state.title, state, plus(used, state.used, -1));
  return no ?? [{ type: 'budgets.Held', version: 1, data: { ...about(command), holdings, used } }];
};

/** Whoever holds nothing frees nothing: a late word takes nothing from others. */
const free = (command: Free, state: BudgetState): Decision => {
  const owners = [...new Set(command.owners)].filter((owner) => state.holdings.of(owner) !== undefined);
  if (owners.length === 0) return [];
  let used = state.used;
  for (const owner of owners) used = plus(used, state.holdings.of(owner) ?? {}, -1);
  return [{ type: 'budgets.Freed', version: 1, data: { ...about(command), owners, used } }];
};

const EXAMPLES = 5;

const close = (command: Close, state: BudgetState): Decision => {
  if (state.status !== 'open') return [];
  const { holdings, title } = state;
  if (holdings.size > 0) return stillHeld(title, holdings.owners(EXAMPLES), holdings.size);
  return [{ type: 'budgets.Closed', version: 1, data: about(command) }];
};

const decide = (command: BudgetCommand, state: BudgetState): Decision => {
  switch (command.type) {
    case 'Limit':
      return limit(command, state);
    case 'Hold':
      return hold(command, state);
    case 'Free':
      return free(command, state);
    case 'Close':
      return close(command, state);
  }
};

const evolve = (state: BudgetState, event: BudgetEvent): BudgetState => {
  switch (event.type) {
    case 'budgets.Limited':
      return { ...state, status: 'open', title: event.data.title, limits: event.data.limits };
    case 'budgets.Held':
      return {
        ...state,
        status: 'open',
        used: event.data.used,
        holdings: state.holdings.with(event.data.holdings),
      };
    case 'budgets.Freed':
      return {
        ...state,
        used: event.data.used,
        holdings: state.holdings.with(event.data.owners.map((owner) => ({ owner, amounts: undefined }))),
      };
    case 'budgets.Closed':
      return { ...state, status: 'closed' };
  }
};

export const budgets: Decider<BudgetCommand, BudgetState, BudgetEvent> = {
  initial: { status: 'unopened', title: 'it', limits: {}, used: {}, holdings: Holdings.none },
  decide,
  evolve,
};
