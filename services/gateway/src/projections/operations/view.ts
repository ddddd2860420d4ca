/** The operations as clients see them: every piece of work asked for, how far it is and how it ended. */
import {
  OperationSettled,
  SagaStarted,
  eventRegistry,
  type MessageOf,
  type Problem,
  type Request,
  type http,
} from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import { reversalOf } from '../../domain/undo/reversals.ts';
import { Documents } from '../documents/documents.ts';
import { outsideProblem } from '../documents/problem.ts';
import type { Reactions } from '../documents/reactions.ts';
import { pathOf, subjectOf, subjectOfEvent } from '../documents/targets.ts';
import { hasEnded, operationDocument, type OperationRow } from './row.ts';
import { createBulkReactions } from './bulk-reactions.ts';
import { createSagaReactions } from './saga-reactions.ts';

interface Opening {
  readonly id: string;
  readonly type: string;
  readonly target: string;
  readonly partOf: string | null;
}

interface Outcome {
  readonly request?: Request | null;
  readonly problem?: Problem | null;
}

const rowOf = ({ id, type, target, partOf }: Opening, event: RecordedEvent): OperationRow => ({
  id,
  name: null,
  type,
  target: pathOf(target),
  status: 'running',
  steps: null,
  bulk: null,
  partOf,
  problem: null,
  change: null,
  reversible: false,
  createdAt: event.at,
  finishedAt: null,
  position: event.position,
  correlationId: event.meta['correlationId'] ?? '',
  actor: { kind: event.meta['actorKind'] ?? 'system', id: event.meta['actorId'] ?? 'unknown' },
});

/** A clone begins as a creation does. */
const openedBy = ({ data }: RecordedEvent, type: string): string =>
  (data as { readonly cloneOf?: unknown }).cloneOf === undefined ? type : 'vm.clone';

const GOES = /(?:Deleted|CreateUndone)$/;
const SAGA_STREAM = 'saga-';
const BULK_STREAM = 'bulk-';

export class OperationsView implements Follower {
  readonly name = 'operations';
  readonly documents = new Documents<OperationRow, http.OperationDocument>(operationDocument);
  readonly #sagas: Reactions;
  readonly #bulks = createBulkReactions((event, alter) =>
    this.#alter(event.stream.slice(BULK_STREAM.length), event, alter),
  );
  /** Operations that can be undone, by what they changed. */
  readonly #changes = new Map<string, string[]>();
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor() {
    this.#sagas = createSagaReactions({
      alter: (event, alter) => this.#alter(event.stream.slice(SAGA_STREAM.length), event, alter),
      end: (operation, event, status) => this.#end(operation, event, status),
    });
  }

  reset(): void {
    this.documents.clear();
    this.#changes.clear();
  }

  apply(event: RecordedEvent): void {
    if (event.stream.startsWith(SAGA_STREAM)) this.#applySaga(event);
    else if (event.type === OperationSettled.type) this.#settle(event);
    else this.#applySingle(event);
    if (event.stream.startsWith(BULK_STREAM)) this.#bulks.apply(event);
    if (GOES.test(event.type)) this.#forgetChangesOf(subjectOf(event.stream));
  }

  /** With the children, which lists leave out: there may be ten thousand. */
  json(id: string): string | undefined {
    const row = this.documents.row(id);
    const document = this.documents.document(id);
    if (row === undefined || row.bulk === null) return this.documents.json(id);
    return JSON.stringify({ ...document, children: row.bulk.children() });
  }

  /** Calls back once when it has ended; the returned function stops waiting. */
  onEnd(id: string, called: () => void): () => void {
    const waiting = this.#waiting.get(id) ?? new Set();
    this.#waiting.set(id, waiting.add(called));
    return () => {
      waiting.delete(called);
      if (waiting.size === 0) this.#waiting.delete(id);
    };
  }

  /** Who waits there for an end waits here from now on. */
  takeWaiting(other: OperationsView): void {
    for (const [id, waiting] of other.#waiting) this.#waiting.set(id, waiting);
    other.#waiting.clear();
  }

  #applySaga(event: RecordedEvent): void {
    if (event.type === SagaStarted.type) {
      const { operationId: id, type, target } = event.data as unknown as MessageOf<typeof SagaStarted>['data'];
      this.#open({ id, type, target }, event);
    }
    this.#sagas.apply(event);
  }

  #settle(event: RecordedEvent): void {
    const { type, target, request } = event.data as unknown as MessageOf<typeof OperationSettled>['data'];
    this.#open({ id: request.operationId, type, target }, event);
    this.#alter(request.operationId, event, (operation) => this.#end(operation, event, 'succeeded'));
  }

  /** Work of one step: its request is its own operation. Steps of sagas show in their saga. */
  #applySingle(event: RecordedEvent): void {
    const definition = eventRegistry.get(event.type);
    if (definition === undefined || (definition.opens === undefined && definition.ends === undefined)) return;
    const { request, problem } = event.data as Outcome;
    if (!request) return;
    const id = request.operationId;
    const isRoot = (id as string) === request.commandId;
    if (isRoot && definition.opens !== undefined)
      this.#open({ id, type: openedBy(event, definition.opens), target: subjectOfEvent(event) ?? event.stream }, event);
    this.#noteChange(id, event);
    if (!isRoot) return;
    const { ends } = definition;
    if (ends === undefined) return;
    this.#alter(id, event, (operation) => {
      if (operation.steps !== null) return;
      if (problem) operation.problem = outsideProblem(problem);
      this.#end(operation, event, ends);
    });
  }

  /** Before the operation ends, if it does so with this event. */
  #noteChange(id: string, { type, position }: RecordedEvent): void {
    if (reversalOf(type) !== undefined) this.documents.change(id, (operation) => void (operation.change ??= position));
  }

  #forgetChangesOf(subject: string | null): void {
    const target = pathOf(subject ?? '');
    for (const id of this.#changes.get(target) ?? [])
      this.documents.change(id, (operation) => void (operation.reversible = false));
    this.#changes.delete(target);
  }

  #open(opening: Omit<Opening, 'partOf'>, event: RecordedEvent): void {
    if (this.documents.row(opening.id) !== undefined) return;
    const cause = this.documents.row(event.meta['causationId'] ?? '');
    const partOf = cause === undefined || cause.bulk === null ? null : cause.id;
    this.documents.add(rowOf({ ...opening, partOf }, event));
  }

  #alter(id: string, event: RecordedEvent, alter: (operation: OperationRow) => void): void {
    this.documents.change(id, (operation) => {
      if (hasEnded(operation)) return;
      alter(operation);
      operation.position = event.position;
    });
  }

  #end(operation: OperationRow, event: RecordedEvent, status: OperationRow['status']): void {
    operation.status = status;
    operation.finishedAt = event.at;
    operation.position = event.position;
    operation.reversible = status === 'succeeded' && operation.change !== null;
    if (operation.reversible)
      this.#changes.set(operation.target, [...(this.#changes.get(operation.target) ?? []), operation.id]);
    const waiting = this.#waiting.get(operation.id);
    this.#waiting.delete(operation.id);
    for (const called of waiting ?? []) called();
  }
}
