/** Plans the undo of an operation: finds what it changed, and asks for what was there before. */
import {
  type ApplyWhen,
  type Dependency,
  type MessageOf,
  type Request,
  VmDependenciesDropped,
  VmDependenciesSet,
} from '@chronovisor/contracts';
import type { EventStore, RecordedEvent } from '@chronovisor/event-store';
import { type FieldProblem, isRefusal, refuse } from '@chronovisor/kernel';
import { contentRevision } from '@chronovisor/nest';
import { type Changes, type Inverse, decideUndo } from '../../../domain/undo/decide.ts';
import { reasonAgainst, reversalOf } from '../../../domain/undo/reversals.ts';
import { type Catalogue, nouns, type Noun } from '../../../projections/catalogue/catalogue.ts';
import { operationDocument, type OperationRow } from '../../../projections/operations/row.ts';
import { HttpProblem, invalidAt } from '../http-problem.ts';
import type { Plan } from '../mutations.ts';

export interface UndoGround {
  readonly log: Pick<EventStore, 'read' | 'readAll'>;
  readonly catalogue: Catalogue;
}
type Dropped = MessageOf<typeof VmDependenciesDropped>['data'];

const eventAt = async ({ log }: UndoGround, position: number): Promise<RecordedEvent | null> => {
  for await (const event of log.readAll({ after: position - 1, limit: 1 })) return event;
  return null;
};

const isGone = (catalogue: Catalogue, target: string): boolean => {
  const [noun = '', id = ''] = target.split('/').slice(-2);
  return (nouns as readonly string[]).includes(noun) && catalogue.documents(noun as Noun).row(id) === undefined;
};

const notReversible = ({ catalogue }: UndoGround, row: OperationRow): HttpProblem => {
  const reason = reasonAgainst(operationDocument(row), isGone(catalogue, row.target));
  return new HttpProblem(
    refuse('operation.not-reversible', `${row.type} cannot be undone: ${reason}`, {
      hint: 'Its document says beforehand, in `reversible`, whether an operation can be undone.',
    }),
  );
};

/** In the stream of all dependencies, those of one vm. */
const isOfSame =
  ({ data }: RecordedEvent) =>
  (other: RecordedEvent): boolean => {
    const [vmId, otherId] = [data, other.data].map((each) => (each as { vmId?: string }).vmId);
    return vmId === otherId;
  };

const isOf =
  ({ id }: OperationRow) =>
  ({ type, data }: RecordedEvent): boolean =>
    reversalOf(type) !== undefined && (data as { request?: Request | null }).request?.operationId === id;

/** What it was called last, by its own events. */
const lastNameOf = async ({ log }: UndoGround, stream: string): Promise<string> => {
  let last = '';
  for await (const { data } of log.read(stream)) {
    const { name, changes } = data as { readonly name?: string; readonly changes?: { readonly name?: string } };
    last = name ?? changes?.name ?? last;
  }
  return last;
};

/** What a vm needed and what is no longer there, each with its place in the list that would come back. */
const missingOf = async (ground: UndoGround, needs: readonly Dependency[]) => {
  const errors: FieldProblem[] = [];
  for (const [index, need] of needs.entries()) {
    const [noun, id] = 'vmId' in need ? (['vm', need.vmId] as const) : (['group', need.groupId] as const);
    if (ground.catalogue.documents(`${noun}s`).row(id) !== undefined) continue;
    const name = await lastNameOf(ground, `${noun}-${id}`);
    errors.push({ pointer: `/dependencies/${index}`, detail: `the ${noun} ${name} (${id}) is gone` });
  }
  return errors;
};

const requireNeeds = async (ground: UndoGround, { type, data }: Inverse): Promise<void> => {
  if (type !== 'compute.SetVmDependencies') return;
  const { vmId, dependencies } = data as { readonly vmId: string; readonly dependencies: readonly Dependency[] };
  const errors = await missingOf(ground, dependencies);
  if (errors.length === 0) return;
  const name = ground.catalogue.vms.documents.row(vmId)?.name ?? vmId;
  const gone = errors.map(({ detail }) => detail).join(', ');
  const hint = `Say by hand what it is to need: PUT /vms/${vmId}/dependencies, chrono vm depend.`;
  throw new HttpProblem(
    refuse('operation.needs-gone', `${name} cannot need again what it did: ${gone}`, { hint, errors }),
  );
};

const withApply = (order: Inverse, apply: ApplyWhen | undefined): Inverse => {
  if (apply === undefined) return order;
  if (order.type !== 'compute.UpdateVm')
    throw invalidAt('?apply', 'it says how hardware of a vm changes, and none does');
  return { type: order.type, data: { ...(order.data as object), apply } };
};

/** What a vm needs since the change, less what is gone: its revision follows from just that, as `GET` tells it. */
const needsRevision = (events: readonly RecordedEvent[], { data, position }: RecordedEvent): number => {
  const later = events.filter((event) => event.position > position && event.type === VmDependenciesDropped.type);
  const gone = new Set(later.map((event) => (event.data as unknown as Dropped).vmId as string));
  const { dependencies } = data as unknown as MessageOf<typeof VmDependenciesSet>['data'];
  return contentRevision(dependencies.filter((need) => !('vmId' in need) || !gone.has(need.vmId)));
};

const revisionNow = (events: readonly RecordedEvent[], change: RecordedEvent): number =>
  change.type === VmDependenciesSet.type ? needsRevision(events, change) : (events.at(-1)?.revision ?? change.revision);

export const planUndo = async (ground: UndoGround, row: OperationRow, apply?: ApplyWhen): Promise<Plan> => {
  const change = row.reversible && row.change !== null ? await eventAt(ground, row.change) : null;
  if (change === null) throw notReversible(ground, row);
  const events: RecordedEvent[] = [];
  for await (const event of ground.log.read(change.stream)) events.push(event);
  const order = decideUndo(events.filter(isOfSame(change)), events.filter(isOf(row)) as unknown as Changes);
  if (isRefusal(order)) throw new HttpProblem(order);
  await requireNeeds(ground, order);
  const revision = revisionNow(events, change);
  return { type: undoType(row), target: row.target, order: withApply(order, apply), revision };
};

/** A change with a restart is taken back by a change, whichever way that is made. */
const undoType = ({ type }: OperationRow): string => (type === 'vm.reconfigure' ? 'vm.update' : type);
