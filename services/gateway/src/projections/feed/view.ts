/** The latest public events, kept so that many listeners can be told of each without asking the store. */
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import { eventDocument, isPublic } from './document.ts';

export interface FeedItem {
  readonly event: RecordedEvent;
  /** Made on first use, once for all listeners. */
  json(): string;
}

export const itemOf = (event: RecordedEvent): FeedItem => {
  let text: string | null = null;
  return { event, json: () => (text ??= JSON.stringify(eventDocument(event))) };
};

export const KEPT_EVENTS = 4096;

export class FeedView implements Follower {
  readonly name = 'feed';
  readonly #kept: number;
  #items: FeedItem[] = [];
  /** Position of the last event let go. */
  #floor = 0;
  readonly #listeners = new Set<() => void>();

  constructor(kept = KEPT_EVENTS) {
    this.#kept = kept;
  }

  get size(): number {
    return this.#items.length;
  }

  reset(): void {
    this.#items = [];
    this.#floor = 0;
  }

  apply(event: RecordedEvent): void {
    if (!isPublic(event)) return;
    this.#items.push(itemOf(event));
    if (this.#items.length >= 2 * this.#kept) this.#letGo();
    for (const told of this.#listeners) told();
  }

  /** Events later than the position, or null when some of them are no longer kept. */
  since(position: number): readonly FeedItem[] | null {
    if (position < this.#floor) return null;
    let start = this.#items.length;
    while (start > 0 && (this.#items[start - 1] as FeedItem).event.position > position) start -= 1;
    return this.#items.slice(start);
  }

  /** The latest kept ones that match, oldest first. */
  latest(limit: number, matches: (event: RecordedEvent) => boolean): readonly FeedItem[] {
    const found: FeedItem[] = [];
    for (let index = this.#items.length - 1; index >= 0 && found.length < limit; index -= 1) {
      const item = this.#items[index] as FeedItem;
      if (matches(item.event)) found.push(item);
    }
    return found.toReversed();
  }

  /** Called, without being awaited, after every event. Returns the way to stop listening. */
  listen(told: () => void): () => void {
    this.#listeners.add(told);
    return () => this.#listeners.delete(told);
  }

  #letGo(): void {
    const gone = this.#items.length - this.#kept;
    this.#floor = (this.#items[gone - 1] as FeedItem).event.position;
    this.#items = this.#items.slice(gone);
  }
}
