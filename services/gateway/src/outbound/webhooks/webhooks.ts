/** Keeps one worker for each webhook, wakes them when something happened, and does for the doors what they may not do themselves. */
import type { EventStore, Executor, RecordedEvent } from '@chronovisor/event-store';
import { isRefusal, selects, type Refusal } from '@chronovisor/kernel';
import type { Follower, Tail } from '@chronovisor/nest';
import type { Logger } from '@chronovisor/telemetry';
import { parseSelector } from '../../domain/selector/selector.ts';
import type { Catalogue } from '../../projections/catalogue/catalogue.ts';
import { subjectOf } from '../../projections/documents/targets.ts';
import { createMatcher } from '../../projections/feed/filter.ts';
import { EventSource, type Matches } from '../../projections/feed/source.ts';
import type { WebhookRow } from '../../projections/webhooks/view.ts';
import type { Addresses } from './addresses.ts';
import { Journal } from './journal.ts';
import type { Post } from './post.ts';
import type { WebhookSecrets } from './secrets.ts';
import { WebhookWorker, type WorkerParts } from './worker.ts';

export interface WebhooksParts {
  readonly store: EventStore;
  readonly executor: Executor;
  readonly tail: Tail;
  readonly catalogue: Catalogue;
  readonly secrets: WebhookSecrets;
  readonly addresses: Addresses;
  readonly post: Post;
  readonly log: Logger;
  readonly now?: () => Date;
  readonly pauseAfter?: (attempts: number) => number;
}

export class Webhooks implements Follower {
  readonly name = 'webhook-senders';
  readonly #parts: WebhooksParts;
  readonly #worker: WorkerParts;
  readonly #workers = new Map<string, WebhookWorker>();
  /** Workers of webhooks that are gone, until they have ended. */
  readonly #ending = new Set<Promise<void>>();
  #seen = 0;
  #isActing = false;

  constructor(parts: WebhooksParts) {
    this.#parts = parts;
    this.#worker = {
      source: new EventSource(parts.store, parts.catalogue.feed),
      secrets: parts.secrets,
      post: parts.post,
      journal: new Journal(parts.executor),
      log: parts.log,
      now: parts.now ?? (() => new Date()),
      head: () => this.#seen,
      seen: (position) => parts.tail.waitFor(position),
      matcherOf: (row) => this.#matcherOf(row),
      ...(parts.pauseAfter === undefined ? {} : { pauseAfter: parts.pauseAfter }),
    };
  }

  reset(): void {
    this.#seen = 0;
  }

  apply({ position, type, stream }: RecordedEvent): void {
    this.#seen = position;
    if (!this.#isActing) return;
    if (type === 'gateway.WebhookCreated' || type === 'gateway.WebhookDeleted') this.#keepWorkers();
    // What a worker wrote down itself is no news to it.
    if (!stream.startsWith('deliveries-')) for (const worker of this.#workers.values()) worker.wake();
  }

  caughtUp(): void {
    this.#isActing = true;
    // Those of an earlier turn write down what they sent before others begin where the log says.
    void Promise.all(this.#ending).then(() => {
      if (!this.#isActing) return;
      this.#keepWorkers();
      for (const worker of this.#workers.values()) worker.wake();
    });
  }

  rest(): void {
    this.#isActing = false;
    for (const id of this.#workers.keys()) this.#end(id);
  }

  async close(): Promise<void> {
    this.rest();
    await Promise.all(this.#ending);
  }

  /** For the one answer that shows it. */
  secretOf(webhookId: string, version: number): string {
    return this.#parts.secrets.of(webhookId, version);
  }

  objectionTo(url: string): Promise<Refusal | null> {
    return this.#parts.addresses.objectionTo(url);
  }

  #matcherOf(row: WebhookRow): Matches {
    const isWanted = createMatcher(row);
    if (row.selector === null) return isWanted;
    const selector = parseSelector(row.selector, '/selector');
    // It was read when the webhook was made; an empty one would pick everything.
    if (isRefusal(selector)) return () => false;
    const { catalogue } = this.#parts;
    return (event) => isWanted(event) && selects(selector, catalogue.labels.of(subjectOf(event.stream) ?? ''));
  }

  #keepWorkers(): void {
    // Asked anew each time: views may be replaced by others.
    const rowOf = (id: string): WebhookRow | undefined => this.#parts.catalogue.webhooks.documents.row(id);
    for (const { id } of this.#parts.catalogue.webhooks.documents.rows()) {
      if (!this.#workers.has(id)) this.#workers.set(id, new WebhookWorker(() => rowOf(id), this.#worker));
    }
    for (const id of this.#workers.keys()) if (rowOf(id) === undefined) this.#end(id);
  }

  #end(id: string): void {
    const worker = this.#workers.get(id);
    if (worker === undefined) return;
    this.#workers.delete(id);
    const ended = worker.close().finally(() => this.#ending.delete(ended));
    this.#ending.add(ended);
  }
}
