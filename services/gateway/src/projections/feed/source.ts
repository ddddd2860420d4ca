/** Where events come from for one reader: the feed's memory for late ones, the store for early ones. */
import type { EventStore, RecordedEvent } from '@chronovisor/event-store';
import { isPublic } from './document.ts';
import { itemOf, type FeedItem, type FeedView } from './view.ts';

export type Matches = (event: RecordedEvent) => boolean;

export interface Batch {
  readonly items: readonly FeedItem[];
  /** Everything up to here was looked at. */
  readonly position: number;
}

const PAGE = 500;

export class EventSource {
  readonly #store: Pick<EventStore, 'readAll'>;
  readonly #feed: FeedView;

  constructor(store: Pick<EventStore, 'readAll'>, feed: FeedView) {
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
    const items: FeedItem[] = [];
    for (const item of kept) {
      if (!matches(item.event)) continue;
      items.push(item);
      if (items.length === limit) return { items, position: item.event.position };
    }
    return { items, position: Math.max(after, head, kept.at(-1)?.event.position ?? 0) };
  }

  latest(limit: number, matches: Matches): readonly FeedItem[] {
    return this.#feed.latest(limit, matches);
  }

  async #fromStore(after: number, matches: Matches, limit: number): Promise<Batch> {
    const items: FeedItem[] = [];
    let position = after;
    for await (const event of this.#store.readAll({ after, limit: PAGE })) {
      position = event.position;
      if (!isPublic(event) || !matches(event)) continue;
      items.push(itemOf(event));
      if (items.length === limit) break;
    }
    return { items, position };
  }
}
