/** One reader of the event stream: written to at its own pace, told the last id and cut when that is too slow. */
import type { ServerResponse } from 'node:http';
import { publicEventType } from '@chronovisor/contracts';
import type { EventSource, Matches } from '../../../projections/feed/source.ts';
import type { FeedItem, FeedView } from '../../../projections/feed/view.ts';

export interface StreamSettings {
  readonly pingMs: number;
  /** How long a reader may leave what was written to it unread. */
  readonly patienceMs: number;
}

export const usualSettings: StreamSettings = { pingMs: 15_000, patienceMs: 30_000 };

const BATCH = 200;
const RETRY_MS = 1_000;

export interface StreamParts {
  readonly source: EventSource;
  readonly feed: FeedView;
  readonly head: () => number;
}

const messageOf = (item: FeedItem): string =>
  `id: ${item.event.position}\nevent: ${publicEventType(item.event.type)}\ndata: ${item.json()}\n\n`;

export class EventStream {
  readonly #out: ServerResponse;
  readonly #parts: StreamParts;
  readonly #matches: Matches;
  readonly #settings: StreamSettings;
  #position: number;
  /** Last id that was written. */
  #last: number;
  #news = false;
  #pumping = false;
  #closed = false;

  constructor(
    out: ServerResponse,
    parts: StreamParts,
    from: { readonly after: number; readonly matches: Matches },
    settings = usualSettings,
  ) {
    this.#out = out;
    this.#parts = parts;
    this.#matches = from.matches;
    this.#position = from.after;
    this.#last = from.after;
    this.#settings = settings;
  }

  /** Runs until the reader leaves, is cut, or the server closes. */
  async run(): Promise<void> {
    const { promise: left, resolve } = Promise.withResolvers<void>();
    this.#out.once('close', resolve);
    const silence = this.#parts.feed.listen(() => this.#hear());
    const ping = setInterval(() => this.#ping(), this.#settings.pingMs);
    this.#out.write(`retry: ${RETRY_MS}\n\n`);
    this.#hear();
    await left;
    this.#closed = true;
    silence();
    clearInterval(ping);
  }

  #hear(): void {
    this.#news = true;
    if (!this.#pumping) void this.#pump();
  }

  /** A reader that is behind is known by its unread bytes: pings would only add to them. */
  #ping(): void {
    if (!this.#pumping) this.#out.write(': ping\n\n');
  }

  async #pump(): Promise<void> {
    this.#pumping = true;
    try {
      while (this.#news && !this.#closed) {
        this.#news = false;
        await this.#sendNew();
      }
    } catch {
      // The store did not answer. The reader comes back by itself, with its last id.
      this.#out.destroy();
    } finally {
      this.#pumping = false;
    }
  }

  async #sendNew(): Promise<void> {
    for (;;) {
      const head = this.#parts.head();
      const batch = await this.#parts.source.next(this.#position, this.#matches, { limit: BATCH, head });
      const moved = batch.position > this.#position;
      this.#position = batch.position;
      if (batch.items.length > 0 && !(await this.#write(batch.items))) return;
      if (!moved || this.#closed) return;
    }
  }

  async #write(items: readonly FeedItem[]): Promise<boolean> {
    const flowing = this.#out.write(items.map(messageOf).join(''));
    this.#last = items.at(-1)?.event.position ?? this.#last;
    return flowing || this.#drained();
  }

  #drained(): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => this.#cut(), this.#settings.patienceMs);
    const drained = (): void => resolve(true);
    const left = (): void => resolve(false);
    this.#out.once('drain', drained);
    this.#out.once('close', left);
    return promise.finally(() => {
      clearTimeout(timer);
      this.#out.off('drain', drained);
      this.#out.off('close', left);
    });
  }

  /** The word comes after what is buffered already, so a reader that only was slow still gets it. */
  #cut(): void {
    this.#closed = true;
    this.#out.end(`event: cut\ndata: {"reason":"the reader is too slow","lastEventId":${this.#last}}\n\n`);
    setTimeout(() => this.#out.destroy(), this.#settings.patienceMs).unref();
  }
}
