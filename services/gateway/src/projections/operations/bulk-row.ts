/** One order to many vms, as its operation shows it: what became of each. */
import type { MessageOf, Problem, BulkStarted, http } from '@chronovisor/contracts';
import { outsideProblem } from '../documents/problem.ts';

type Began = MessageOf<typeof BulkStarted>['data'];
type ChildStatus = http.OperationChild['status'];

interface ChildRow {
  readonly id: string;
  readonly name: string;
  operationId: string | null;
  status: ChildStatus;
  problem: Problem | null;
}

/** Why those that were still waiting are left out after a failure. */
export const HALTED: Problem = {
  code: 'bulk.halted',
  message: 'another vm failed before its turn',
  hint: 'Repeat the request for those that were left out, or with onError continue.',
};

export class BulkRow {
  readonly #children: ReadonlyMap<string, ChildRow>;
  readonly #began: Began;
  readonly counts: Record<ChildStatus, number>;

  constructor(began: Began) {
    this.#began = began;
    this.#children = new Map(
      began.items.map(({ vmId: id, name }): [string, ChildRow] => [
        id,
        { id, name, operationId: null, status: 'pending', problem: null },
      ]),
    );
    this.counts = { pending: began.items.length, running: 0, succeeded: 0, failed: 0, skipped: 0, cancelled: 0 };
  }

  get progress(): http.OperationDocument['progress'] {
    const { pending, running } = this.counts;
    const total = this.#children.size;
    return { done: total - pending - running, total, step: null };
  }

  get summary(): NonNullable<http.OperationDocument['bulk']> {
    const { action, concurrency, onError } = this.#began;
    return { action, concurrency, onError, counts: { ...this.counts } };
  }

  children(): readonly http.OperationChild[] {
    return [...this.#children.values()].map(
      ({ id, name, operationId, status, problem }) =>
        ({
          vm: { id, name },
          operationId,
          status,
          problem: problem === null ? null : outsideProblem(problem),
          // By the whole, since a vm that goes off and comes back has two operations of its own.
          timeline: operationId === null ? null : `/api/v1/vms/${id}/timeline?operation=${this.#began.operationId}`,
        }) as http.OperationChild,
    );
  }

  sent(vmId: string, operationId: string): void {
    this.#become(vmId, { status: 'running', operationId, problem: null });
  }

  ended(vmId: string, now: Pick<ChildRow, 'status' | 'operationId' | 'problem'>): void {
    this.#become(vmId, now);
  }

  /** What was not sent never is. */
  halt(why: 'cancelled' | 'error'): void {
    const now = why === 'cancelled' ? { status: 'cancelled', problem: null } : { status: 'skipped', problem: HALTED };
    for (const { id, status } of this.#children.values())
      if (status === 'pending') this.#become(id, { ...now, operationId: null } as ChildRow);
  }

  #become(vmId: string, { status, operationId, problem }: Pick<ChildRow, 'status' | 'operationId' | 'problem'>): void {
    const child = this.#children.get(vmId);
    if (child === undefined) return;
    this.counts[child.status] -= 1;
    this.counts[status] += 1;
    child.status = status;
    child.operationId = operationId;
    child.problem = problem;
  }
}
