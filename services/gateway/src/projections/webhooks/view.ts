/** The webhooks as clients see them, and how far each is: folded from what was decided and from what was sent. */
import {
  DeliveriesRecorded,
  WebhookCreated,
  WebhookDeleted,
  WebhookParked,
  WebhookReplayRequested,
  WebhookSecretRotated,
  WebhookTestFailed,
  WebhookTestRequested,
  WebhookTested,
  WebhookUpdated,
  type Delivery,
  type Labels,
  type MessageOf,
  type Request,
  type http,
} from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import { OLD_SECRET_MS } from '../../domain/delivery/patience.ts';
import { Documents, type Row } from '../documents/documents.ts';
import { outsideProblem } from '../documents/problem.ts';
import { createReactions } from '../documents/reactions.ts';

export interface Failing {
  readonly position: number;
  readonly since: string;
  readonly lastAt: string;
  readonly attempts: number;
  readonly reason: string | null;
  /** Not before, as the receiver asked. */
  readonly retryAt: string | null;
}

export interface WebhookRow extends Row {
  name: string;
  url: string;
  types: string[] | null;
  subjects: string[] | null;
  selector: string | null;
  labels: Labels;
  enabled: boolean;
  parked: http.WebhookDocument['problem'];
  secretVersion: number;
  rotatedAt: string | null;
  generation: number;
  through: number;
  failing: Failing | null;
  lastDeliveryAt: string | null;
  /** Asked for, and without an outcome yet. */
  tests: readonly Request[];
  revision: number;
  readonly createdAt: string;
  updatedAt: string;
}

/** Streams of what was sent are told to nobody outside. */
export const deliveriesStream = (webhookId: string): string => `deliveries-${webhookId}`;

export const isSending = ({ enabled, parked }: WebhookRow): boolean => enabled && parked === null;

const statusOf = (row: WebhookRow): http.WebhookDocument['status'] => {
  if (row.parked !== null) return 'parked';
  if (!row.enabled) return 'off';
  return row.failing === null ? 'active' : 'failing';
};

/** Until when the secret before goes on signing; null where there is none. */
export const oldSecretUntil = ({ rotatedAt }: WebhookRow): string | null =>
  rotatedAt === null ? null : new Date(Date.parse(rotatedAt) + OLD_SECRET_MS).toISOString();

const failingDocument = (failing: Failing | null): http.WebhookDocument['failing'] => {
  if (failing === null) return null;
  const { position, since, attempts, reason, retryAt } = failing;
  return { position, since, attempts, reason, retryAt };
};

const webhookDocument = (row: WebhookRow): http.WebhookDocument =>
  ({
    id: row.id,
    name: row.name,
    url: row.url,
    types: row.types,
    subjects: row.subjects,
    selector: row.selector,
    labels: row.labels,
    enabled: row.enabled,
    status: statusOf(row),
    problem: row.parked,
    position: row.through,
    failing: failingDocument(row.failing),
    lastDeliveryAt: row.lastDeliveryAt,
    secretVersion: row.secretVersion,
    previousSecretUntil: oldSecretUntil(row),
    revision: row.revision,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  }) as http.WebhookDocument;

export const failingAfter = (
  before: Failing | null,
  { position, at, reason, attempt, retryAt }: Delivery,
): Failing => ({
  position,
  since: before?.position === position ? before.since : at,
  lastAt: at,
  attempts: attempt,
  reason,
  retryAt: retryAt ?? null,
});

const applyDelivery = (row: WebhookRow, delivery: Delivery): void => {
  if (delivery.kind === 'test') return;
  if (delivery.outcome === 'failed') {
    row.failing = failingAfter(row.failing, delivery);
    return;
  }
  row.failing = null;
  row.lastDeliveryAt = delivery.at;
};

type Created = MessageOf<typeof WebhookCreated>['data'];

const rowOf = (data: Created, event: RecordedEvent): WebhookRow => ({
  id: data.webhookId,
  name: data.name,
  url: data.url,
  types: data.types,
  subjects: data.subjects,
  selector: data.selector,
  labels: data.labels,
  enabled: data.enabled,
  parked: null,
  secretVersion: 1,
  rotatedAt: null,
  generation: 1,
  // It hears of what comes after it.
  through: event.position,
  failing: null,
  lastDeliveryAt: null,
  tests: [],
  revision: event.revision,
  createdAt: event.at,
  updatedAt: event.at,
});

export class WebhooksView implements Follower {
  readonly name = 'webhooks';
  readonly documents = new Documents<WebhookRow, http.WebhookDocument>(webhookDocument);
  readonly #reactions = createReactions()
    .on(WebhookCreated, (data, event) => this.documents.add(rowOf(data, event)))
    .on(WebhookUpdated, ({ webhookId, changes }, event) =>
      this.#alter(webhookId, event, (row) => {
        Object.assign(row, changes);
        if (changes.enabled !== undefined) row.parked = null;
        // What keeps it from being delivered may be mended: it is tried at once.
        row.failing = null;
      }),
    )
    .on(WebhookSecretRotated, ({ webhookId, secretVersion }, event) =>
      this.#alter(webhookId, event, (row) => {
        row.secretVersion = secretVersion;
        row.rotatedAt = event.at;
      }),
    )
    .on(WebhookReplayRequested, ({ webhookId, from, generation }, event) =>
      this.#alter(webhookId, event, (row) => {
        row.generation = generation;
        row.through = Math.max(0, from - 1);
        row.failing = null;
      }),
    )
    .on(WebhookTestRequested, ({ webhookId, request }, event) =>
      this.#alter(webhookId, event, (row) => void (row.tests = [...row.tests, request])),
    )
    .on(WebhookTested, ({ webhookId, request }, event) => this.#endTest(webhookId, event, request))
    .on(WebhookTestFailed, ({ webhookId, request }, event) => this.#endTest(webhookId, event, request))
    .on(WebhookParked, ({ webhookId, problem }, event) =>
      this.#alter(webhookId, event, (row) => {
        const { code, detail, hint } = outsideProblem(problem);
        row.parked = { code, detail, ...(hint === undefined ? {} : { hint }) };
      }),
    )
    .on(WebhookDeleted, ({ webhookId }) => this.documents.remove(webhookId))
    .on(DeliveriesRecorded, ({ webhookId, generation, through, deliveries }) =>
      this.documents.change(webhookId, (row) => {
        if (generation !== row.generation) return;
        for (const delivery of deliveries) applyDelivery(row, delivery);
        row.through = Math.max(row.through, through);
      }),
    );

  reset(): void {
    this.documents.clear();
  }

  apply(event: RecordedEvent): void {
    this.#reactions.apply(event);
  }

  #endTest(webhookId: string, event: RecordedEvent, { commandId }: Request): void {
    this.#alter(webhookId, event, (row) => {
      row.tests = row.tests.filter((test) => test.commandId !== commandId);
    });
  }

  #alter(webhookId: string, { at, revision }: RecordedEvent, alter: (row: WebhookRow) => void): void {
    this.documents.change(webhookId, (row) => {
      alter(row);
      row.revision = revision;
      row.updatedAt = at;
    });
  }
}
