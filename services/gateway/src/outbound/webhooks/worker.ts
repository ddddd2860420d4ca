/**
 * Tells one webhook of its events, one after the other, at its own pace. What was sent is written down together, at the
 * latest a second later: what is not written down when the process dies is sent again, with the same ids.
 */
import { MOST_DELIVERIES, type Delivery } from '@chronovisor/contracts';
import { messageOf } from '@chronovisor/kernel';
import type { Logger } from '@chronovisor/telemetry';
import { isGivenUp, pauseAfter } from '../../domain/delivery/patience.ts';
import type { EventSource, Matches } from '../../projections/feed/source.ts';
import type { FeedItem } from '../../projections/feed/view.ts';
import { failingAfter, isSending, type Failing, type WebhookRow } from '../../projections/webhooks/view.ts';
import { Waker } from '../waker.ts';
import type { Journal } from './journal.ts';
import { deliveryOf, letterOf, testDelivery, testLetter } from './letters.ts';
import type { Outcome, Post } from './post.ts';
import type { WebhookSecrets } from './secrets.ts';

export interface WorkerParts {
  readonly source: Pick<EventSource, 'next'>;
  readonly secrets: WebhookSecrets;
  readonly post: Post;
  readonly journal: Journal;
  readonly log: Logger;
  readonly now: () => Date;
  /** What the views have seen. */
  readonly head: () => number;
  /** Resolves when the views have seen a position. */
  readonly seen: (position: number) => Promise<void>;
  readonly matcherOf: (row: WebhookRow) => Matches;
  /** The pause after so many failures. */
  readonly pauseAfter?: (attempts: number) => number;
}

const BATCH = 50;
const WRITE_DOWN_MS = 1_000;
/** Events that are not for it are passed over in silence, but after so many it is written down how far it is. */
const FAR = 5_000;
const IDLE_MS = 3_600_000;

export class WebhookWorker {
  readonly #row: () => WebhookRow | undefined;
  readonly #parts: WorkerParts;
  readonly #waker = new Waker();
  readonly #running: Promise<void>;
  #told: Delivery[] = [];
  #generation = 0;
  #revision = -1;
  #through = 0;
  #failing: Failing | null = null;
  #matches: Matches = () => false;
  #writtenAt = 0;

  constructor(row: () => WebhookRow | undefined, parts: WorkerParts) {
    this.#row = row;
    this.#parts = parts;
    this.#running = this.#run();
  }

  wake(): void {
    this.#waker.wake();
  }

  async close(): Promise<void> {
    this.#waker.end();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#waker.ended) {
      const row = this.#row();
      if (row === undefined) return;
      try {
        await this.#adopt(row);
        await this.#test(row);
        await this.#waker.heard(isSending(row) ? await this.#tell(row) : IDLE_MS);
      } catch (error) {
        // The log does not take what was sent: nothing more is sent before it does.
        this.#parts.log.warn({ err: error, webhookId: row.id, why: messageOf(error) }, 'a webhook has to wait');
        await this.#waker.sleep(WRITE_DOWN_MS);
      }
    }
    const row = this.#row();
    if (row !== undefined) await this.#writeDown(row.id).catch(() => undefined);
  }

  /** Somebody changed it, or it is new to this process: what is recorded counts. */
  async #adopt(row: WebhookRow): Promise<void> {
    if (row.revision === this.#revision) return;
    await this.#writeDown(row.id);
    const isElsewhere = row.generation !== this.#generation;
    if (isElsewhere) this.#through = row.through;
    this.#generation = row.generation;
    this.#failing = row.failing;
    this.#matches = this.#parts.matcherOf(row);
    this.#revision = row.revision;
  }

  /** Tests wait for nothing, not even for a webhook that is off. */
  async #test(row: WebhookRow): Promise<void> {
    for (const request of row.tests) {
      const at = this.#parts.now();
      const letter = testLetter(row, at.toISOString(), this.#parts.secrets.signing(row, at));
      const outcome = await this.#parts.post(letter);
      this.#told.push(testDelivery(letter.id, outcome, at.toISOString()));
      await this.#writeDown(row.id);
      const message = `the receiver did not take the test: ${outcome.reason ?? ''}`;
      const problem = outcome.delivered ? null : { code: 'webhook.test-failed', message };
      await this.#parts.seen(await this.#parts.journal.recordTest({ webhookId: row.id as never, problem, request }));
    }
  }

  /** Sends what there is; gives how long to wait for more. */
  async #tell(row: WebhookRow): Promise<number> {
    const due = this.#dueIn();
    if (due > 0) return due;
    const after = this.#through;
    const batch = await this.#parts.source.next(after, this.#matches, { limit: BATCH, head: this.#parts.head() });
    for (const item of batch.items) {
      if (this.#waker.ended || this.#row()?.revision !== this.#revision) return 0;
      if (!(await this.#send(row, item))) return 0;
      this.#through = item.event.position;
    }
    this.#through = Math.max(this.#through, batch.position);
    if (this.#through > after) this.#waker.wake();
    return this.#rest(row);
  }

  async #rest(row: WebhookRow): Promise<number> {
    const left = this.#writtenAt + WRITE_DOWN_MS - this.#parts.now().getTime();
    const isFull = this.#told.length >= MOST_DELIVERIES - BATCH;
    const isFar = this.#through - row.through > FAR;
    if (isFull || isFar || (this.#told.length > 0 && left <= 0)) await this.#writeDown(row.id);
    return this.#told.length > 0 ? Math.max(1, left) : IDLE_MS;
  }

  #dueIn(): number {
    if (this.#failing === null) return 0;
    const { attempts, lastAt, retryAt } = this.#failing;
    const pause = (this.#parts.pauseAfter ?? ((count) => pauseAfter(count, Math.random())))(attempts);
    const due = Math.max(Date.parse(lastAt) + pause, retryAt === null ? 0 : Date.parse(retryAt));
    return due - this.#parts.now().getTime();
  }

  /** False when it has to be tried again. */
  async #send(row: WebhookRow, item: FeedItem): Promise<boolean> {
    const at = this.#parts.now();
    const outcome = await this.#parts.post(letterOf(row, item, this.#parts.secrets.signing(row, at)));
    const before = this.#failing?.position === item.event.position ? this.#failing : null;
    const delivery = deliveryOf(item.event, outcome, { at: at.toISOString(), attempt: (before?.attempts ?? 0) + 1 });
    this.#told.push(delivery);
    if (outcome.delivered) {
      this.#failing = null;
      return true;
    }
    this.#failing = failingAfter(before, delivery);
    await this.#writeDown(row.id);
    await this.#giveUp(row, outcome, this.#failing);
    return false;
  }

  async #giveUp(row: WebhookRow, { isGone }: Outcome, { since, position, reason }: Failing): Promise<void> {
    const late = isGivenUp(Date.parse(since), this.#parts.now().getTime());
    if (!isGone && !late) return;
    const problem = isGone
      ? { code: 'webhook.gone', message: 'the receiver answered that it is gone for good' }
      : { code: 'webhook.given-up', message: `the receiver has failed since ${since}; the last time: ${reason ?? ''}` };
    const hint = 'Mend the receiver, then enable the webhook again: it goes on with the event that was not taken.';
    this.#parts.log.warn({ webhookId: row.id, ...problem }, 'a webhook is parked');
    await this.#parts.seen(
      await this.#parts.journal.park({ webhookId: row.id as never, problem: { ...problem, hint }, position }),
    );
  }

  async #writeDown(webhookId: string): Promise<void> {
    const deliveries = this.#told;
    if (this.#generation === 0) return;
    const position = await this.#parts.journal.record({
      webhookId,
      generation: this.#generation,
      through: this.#through,
      deliveries,
    });
    this.#told = this.#told.slice(deliveries.length);
    this.#writtenAt = this.#parts.now().getTime();
    // At the end nobody reads the log any more.
    if (!this.#waker.ended) await this.#parts.seen(position);
  }
}
