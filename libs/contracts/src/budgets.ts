/** Events of budget streams: what a project or a host may give, and who holds how much of it. */
import { z } from 'zod';
import { Amounts } from './amounts.ts';
import { event } from './define.ts';

const about = { kind: z.enum(['project', 'host']), id: z.uuidv7() };
/** Path of a thing, such as `vms/<id>`. */
const owner = z.string().min(1).max(100);

export const BudgetLimited = event('budgets.Limited', 'A budget has these limits.', {
  ...about,
  title: z.string(),
  limits: Amounts,
});
export const BudgetHeld = event('budgets.Held', 'Each owner holds just this much; `used` is all that is held.', {
  ...about,
  holdings: z.array(z.strictObject({ owner, amounts: Amounts })),
  used: Amounts,
});
export const BudgetFreed = event('budgets.Freed', 'The owners hold nothing any more; `used` is all that is held.', {
  ...about,
  owners: z.array(owner),
  used: Amounts,
});
export const BudgetClosed = event('budgets.Closed', 'The budget is over; nobody held any of it.', about);

export const budgetEvents = [BudgetLimited, BudgetHeld, BudgetFreed, BudgetClosed] as const;
