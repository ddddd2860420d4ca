/** Parts for `also` that keep a budget in step with the thing they are recorded with. */
import type { AnyPart } from '../execute/plan.ts';
import type { Executor } from '../execute/execute.ts';
import { isSame, type Amounts } from './amounts.ts';
import { type BudgetCommand, budgets } from './budgets.ts';
import type { Holding } from './holdings.ts';
import type { BudgetKind } from './words.ts';

/** `opens`: it is there from the start, without limits. */
export interface BudgetOf {
  readonly kind: BudgetKind;
  readonly id: string;
  readonly opens: boolean;
}

export const budgetStream = ({ kind, id }: Pick<BudgetOf, 'kind' | 'id'>): string => `budget-${kind}-${id}`;

const partOf = (command: BudgetCommand): AnyPart => ({ stream: budgetStream(command), decider: budgets, command });

export const limitPart = (
  of: Pick<BudgetOf, 'kind' | 'id'>,
  given: { readonly title: string; readonly limits: Amounts; readonly anyway: boolean },
): AnyPart => partOf({ type: 'Limit', kind: of.kind, id: of.id, ...given });

/** `anyway`: it is so already, whether there is room or not. */
export const holdPart = ({ kind, id, opens }: BudgetOf, holdings: readonly Holding[], anyway = false): AnyPart =>
  partOf({ type: 'Hold', kind, id, opens, holdings, anyway });

export const freePart = ({ kind, id }: BudgetOf, owners: readonly string[]): AnyPart =>
  partOf({ type: 'Free', kind, id, owners });

export const closePart = ({ kind, id }: Pick<BudgetOf, 'kind' | 'id'>): AnyPart => partOf({ type: 'Close', kind, id });

/** None where the owner holds it already: what a vm has reserved for its parts is not held twice, nor waited for. */
export const missingHoldPart = async (
  executor: Pick<Executor, 'load'>,
  of: BudgetOf,
  holding: Holding,
): Promise<readonly AnyPart[]> => {
  const { state } = await executor.load({ stream: budgetStream(of), decider: budgets });
  const held = state.holdings.of(holding.owner);
  return held !== undefined && isSame(held, holding.amounts) ? [] : [holdPart(of, [holding])];
};
