/** Plans the undo of an operation: finds what it changed, and asks for what was there before. */
import type { EventStore, RecordedEvent } from '@chronovisor/event-store';
import { isRefusal, refuse } from '@chronovisor/kernel';
import { decideUndo } from '../../../domain/undo/decide.ts';
import { reasonAgainst, reversalOf } from '../../../domain/undo/reversals.ts';
import { operationDocument, type OperationRow } from '../../../projections/operations/row.ts';
import { HttpProblem } from '../http-problem.ts';
import type { Plan } from '../mutations.ts';

type Log = Pick<EventStore, 'read' | 'readAll'>;

const at = async (log: Log, position: number): Promise<RecordedEvent | null> => {
  for await (const event of log.readAll({ after: position - 1, limit: 1 })) return event;
  return null;
};

const notReversible = (row: OperationRow): HttpProblem =>
  new HttpProblem(
    refuse('operation.not-reversible', `${row.type} cannot be undone: ${reasonAgainst(operationDocument(row))}`, {
      hint: 'Its document says beforehand, in `reversible`, whether an operation can be undone.',
    }),
  );

/** In the stream of all dependencies, those of one vm. */
const isOfSame =
  ({ data }: RecordedEvent) =>
  (other: RecordedEvent): boolean => {
    const [vmId, otherId] = [data, other.data].map((each) => (each as { vmId?: string }).vmId);
    return vmId === otherId;
  };

export const planUndo = async (log: Log, row: OperationRow): Promise<Plan> => {
  const change = row.reversible ? await at(log, row.position) : null;
  if (change === null || reversalOf(change.type) === undefined) throw notReversible(row);
  const events: RecordedEvent[] = [];
  for await (const event of log.read(change.stream)) events.push(event);
  const order = decideUndo(events.filter(isOfSame(change)), change);
  if (isRefusal(order)) throw new HttpProblem(order);
  return { type: row.type, target: row.target, order, revision: events.at(-1)?.revision ?? change.revision };
};
