/** What the operation view keeps of one operation, and how clients see it. */
import type { http } from '@chronovisor/contracts';
import type { BulkRow } from './bulk-row.ts';

export interface StepRow {
  readonly name: string;
  status: http.OperationStep['status'];
  attempt: number;
  problem: http.OperationProblem | null;
  startedAt: string | null;
  finishedAt: string | null;
}

export interface OperationRow {
  readonly id: string;
  readonly name: null;
  type: string;
  target: string;
  status: http.OperationStatus;
  /** Null for work of one step: its one event ends it. */
  steps: StepRow[] | null;
  /** Of an order to many vms. */
  bulk: BulkRow | null;
  /** Id of the order to many vms that it belongs to. */
  partOf: string | null;
  problem: http.OperationProblem | null;
  /** Position of an event with which it changed something that can be taken back. */
  change: number | null;
  /** Known once it has ended; not any more when what it changed is gone. */
  reversible: boolean;
  readonly createdAt: string;
  finishedAt: string | null;
  position: number;
  readonly correlationId: string;
  readonly actor: { readonly kind: string; readonly id: string };
}

export const hasEnded = ({ status }: { readonly status: http.OperationStatus }): boolean =>
  status === 'succeeded' || status === 'failed' || status === 'cancelled';

const progressOf = ({ steps, bulk, status }: OperationRow): http.OperationDocument['progress'] => {
  if (bulk !== null) return bulk.progress;
  if (steps === null) return { done: status === 'succeeded' ? 1 : 0, total: 1, step: null };
  const now = steps.find((step) => step.status === 'running' || step.status === 'undoing');
  return {
    done: steps.filter((step) => step.status === 'succeeded').length,
    total: steps.length,
    step: now?.name ?? null,
  };
};

export const operationDocument = (row: OperationRow): http.OperationDocument => ({
  id: row.id as http.OperationDocument['id'],
  type: row.type,
  status: row.status,
  target: row.target,
  progress: progressOf(row),
  steps: row.steps ?? [],
  ...(row.bulk === null ? {} : { bulk: row.bulk.summary }),
  ...(row.partOf === null ? {} : { partOf: row.partOf as http.OperationDocument['id'] }),
  problem: row.problem,
  reversible: row.reversible,
  createdAt: row.createdAt,
  finishedAt: row.finishedAt,
  position: row.position,
  correlationId: row.correlationId,
  actor: row.actor,
});
