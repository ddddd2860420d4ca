/** Where events come from for one reader: the feed's memory for late ones, the store for early ones. */
import type { EventStore, RecordedEvent } from '@chronovisor/event-store';
import { eventDocument, isPublic } from '../../../projections/feed/document.ts';
import type { FeedView } from '../../../projections/feed/view.ts';

export type Matches = (event: RecordedEvent) => boolean;

export interface EventText {
  readonly position: number;
  readonly type: string;
  readonly json: () => string;
}

export interface Batch {
  readonly items: readonly EventText[];
  /** Everything up to here was looked at. */
  readonly position: number;
}

const PAGE = 500;

const textOf = (event: RecordedEvent): EventText => ({
  position: event.position,
  type: event.type,
  json: () => JSON.stringify(eventDocument(event)),
});

export class EventSource {
  readonly #store: EventStore;
  readonly #feed: FeedView;

  constructor(store: EventStore, feed: FeedView) {
    this.#store = store;
    this.#feed = feed;
  }

  /** The next events after a position, up to a limit; empty when there is nothing newer. `head`: what the views have seen. */
  async next(
    after: number,
    matches: Matches,
    { limit, head }: { readonly limit: number; readonly head: number },
  ): Promise<Batch> {
    const kept = this.#feed.since(after);
    if (kept === null) return this.#fromStore(after, matches, limit);
    const items: EventText[] = [];
    for (const item of kept) {
      if (!matches(item.event)) continue;
      items.push({ position: item.event.position, type: item.event.type, json: () => item.json() });
      if (items.length === limit) return { items, position: item.event.position };
    }
    return { items, position: Math.max(after, head, kept.at(-1)?.event.position ?? 0) };
  }

  latest(limit: number, matches: Matches): readonly EventText[] {
    return this.#feed
      .latest(limit, matches)
      .map((item) => ({ position: item.event.position, type: item.event.type, json: () => item.json() }));
  }

  async #fromStore(after: number, matches: Matches, limit: number): Promise<Batch> {
    const items: EventText[] = [];
    let position = after;
    for await (const event of this.#store.readAll({ after, limit: PAGE })) {
      position = event.position;
      if (!isPublic(event) || !matches(event)) continue;
      items.push(textOf(event));
      if (items.length === limit) break;
    }
    return { items, position };
  }
}
