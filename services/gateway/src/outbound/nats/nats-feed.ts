/** Copies the public events into a stream of NATS, from where the stream ends: what is in it is its own checkpoint. */
import { eventSubject, type EventMessage, type EventStreamWriter, type StreamEnd } from '@chronovisor/bus';
import { publicEventType } from '@chronovisor/contracts';
import type { EventStore } from '@chronovisor/event-store';
import { Fault, isFault, messageOf } from '@chronovisor/kernel';
import type { Follower } from '@chronovisor/nest';
import type { Logger } from '@chronovisor/telemetry';
import { subjectOf } from '../../projections/documents/targets.ts';
import { EventSource } from '../../projections/feed/source.ts';
import type { FeedItem, FeedView } from '../../projections/feed/view.ts';
import { Waker } from '../waker.ts';

export interface NatsFeedParts {
  readonly store: Pick<EventStore, 'readAll' | 'head'>;
  readonly feed: FeedView;
  readonly log: Logger;
  readonly open: () => Promise<EventStreamWriter>;
}

export interface NatsFeedSettings {
  /** An empty stream begins with what is later than this. */
  readonly from: number;
  /** A stream that was removed while nothing happens is noticed this late. */
  readonly lookMs: number;
  readonly pauseMs: number;
  /** What only an operator can change is tried again this late. */
  readonly offMs: number;
}

export const usualFeedSettings = { lookMs: 10_000, pauseMs: 500, offMs: 30_000 };

export interface NatsFeedStatus {
  readonly status: 'publishing' | 'waiting' | 'off';
  /** Everything up to here is in the stream. */
  readonly position: number;
  readonly reason: string | null;
}

const BATCH = 100;
const resting: NatsFeedStatus = { status: 'waiting', position: 0, reason: 'another control process writes them' };

const messageOfItem = (item: FeedItem): EventMessage => {
  const { event } = item;
  const subject = eventSubject(publicEventType(event.type), subjectOf(event.stream) ?? '');
  return { subject, id: event.id, position: event.position, payload: item.json() };
};

export class NatsFeed implements Follower {
  readonly name = 'nats-feed';
  readonly #parts: NatsFeedParts;
  readonly #settings: NatsFeedSettings;
  readonly #source: EventSource;
  readonly #news = new Waker();
  #status: NatsFeedStatus = resting;
  #writer: EventStreamWriter | null = null;
  #running: Promise<void> | null = null;
  #seen = 0;
  #isActing = false;

  constructor(parts: NatsFeedParts, settings: NatsFeedSettings) {
    this.#parts = parts;
    this.#settings = settings;
    this.#source = new EventSource(parts.store, parts.feed);
  }

  get status(): NatsFeedStatus {
    return this.#status;
  }

  reset(): void {
    this.#seen = 0;
  }

  /** After every view: what is woken by it finds the event in the feed. */
  apply({ position }: { readonly position: number }): void {
    this.#seen = position;
    this.#news.wake();
  }

  caughtUp(): void {
    this.#isActing = true;
    this.#news.wake();
    this.#running ??= this.#run();
  }

  rest(): void {
    this.#isActing = false;
    this.#news.wake();
  }

  async close(): Promise<void> {
    this.#news.end();
    await this.#running;
    await this.#writer?.close();
  }

  get #isOver(): boolean {
    return this.#news.ended || !this.#isActing;
  }

  async #run(): Promise<void> {
    while (!this.#news.ended) {
      if (!this.#isActing) {
        this.#become(resting);
        await this.#news.heard(this.#settings.lookMs);
        continue;
      }
      try {
        this.#writer ??= await this.#parts.open();
        await this.#copyFrom(this.#writer, await this.#writer.end());
      } catch (error) {
        await this.#news.sleep(this.#toldOf(error));
      }
    }
  }

  /** Until the stream is to be looked at anew. */
  async #copyFrom(writer: EventStreamWriter, end: StreamEnd): Promise<void> {
    if (end.last !== null) await this.#recognise(end.last);
    let { sequence } = end;
    let position = end.last?.position ?? this.#settings.from;
    this.#become({ status: 'publishing', position, reason: null });
    for (;;) {
      const seen = this.#seen;
      const batch = await this.#source.next(position, () => true, { limit: BATCH, head: seen });
      if (batch.items.length > 0) sequence = await writer.append(sequence, batch.items.map(messageOfItem));
      const moved = batch.position > position;
      position = batch.position;
      this.#become({ status: 'publishing', position, reason: null });
      if (this.#isOver) return;
      if (moved || this.#seen > seen) continue;
      if (!(await this.#news.heard(this.#settings.lookMs))) return;
    }
  }

  /** A stream that somebody else's log filled is left alone. */
  async #recognise({ id, position }: { readonly id: string; readonly position: number }): Promise<void> {
    for await (const event of this.#parts.store.readAll({ after: position - 1, limit: 1 })) {
      if (event.position === position && event.id === id) return;
    }
    const message = 'the stream of events in NATS is the copy of another log; remove the stream to have it made anew';
    throw new Fault('feed.off', message, { retry: 'never' });
  }

  /** How long to leave it alone. */
  #toldOf(error: unknown): number {
    if (!isFault(error)) this.#parts.log.error({ err: error }, 'the events could not be copied to NATS: this is a bug');
    const isOff = isFault(error) && error.retry === 'never';
    this.#become({ ...this.#status, status: isOff ? 'off' : 'waiting', reason: messageOf(error) });
    return isOff ? this.#settings.offMs : this.#settings.pauseMs;
  }

  #become(next: NatsFeedStatus): void {
    const { status, reason } = this.#status;
    this.#status = next;
    if (next.status === status && next.reason === reason) return;
    const level = next.status === 'publishing' ? 'info' : 'warn';
    this.#parts.log[level]({ ...next }, 'the feed of events to NATS changed its state');
  }
}
