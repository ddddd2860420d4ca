export * from './port.ts';
export * from './open.ts';
export * from './memory/memory-store.ts';
export * from './sqlite/sqlite-store.ts';
export {
  createExecutor,
  type Executed,
  type Execution,
  type Executor,
  type ExecutorOptions,
} from './execute/execute.ts';
export { part, type AnyPart, type Part } from './execute/plan.ts';
export { currentRehearsal, rehearse, type Rehearsed } from './execute/rehearsal.ts';
export type { Folded } from './execute/stream-states.ts';
export * from './execute/upcasting.ts';
export * from './claims/claims.ts';
export { RESOURCES, type Amounts, type Resource } from './budgets/amounts.ts';
export { budgets, type BudgetCommand, type BudgetEvent, type BudgetState } from './budgets/budgets.ts';
export type { Holding } from './budgets/holdings.ts';
export * from './budgets/parts.ts';
