/** Whose quota a thing counts for, in the words of budgets. */
import { DEFAULT_PROJECT, type ProjectId } from '@chronovisor/contracts';
import type { BudgetOf } from '@chronovisor/event-store';

/** What names no project is of the default one, which is there without being made. */
export const projectBudget = (projectId: ProjectId | null): BudgetOf => {
  const id = projectId ?? DEFAULT_PROJECT;
  return { kind: 'project', id, opens: id === DEFAULT_PROJECT };
};
