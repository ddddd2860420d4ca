/** Reads streams up to one position; those that many things speak of are read once. */
import type { EventStore, RecordedEvent } from '@chronovisor/event-store';
import { createBreath } from './breath.ts';

export type Log = Pick<EventStore, 'read' | 'readAll'>;

/** What is read beyond the position is read for nothing. */
const PAGE = 128;

/** Documents speak of these by their names, and there are few of them. */
const SHARED = /^(host|pool|network|project)-/;

export const byPosition = (a: RecordedEvent, b: RecordedEvent): number => a.position - b.position;

export class Streams {
  readonly log: Log;
  readonly position: number;
  readonly #kept = new Map<string, Promise<readonly RecordedEvent[]>>();
  readonly #breathe = createBreath();

  constructor(log: Log, position: number) {
    this.log = log;
    this.position = position;
  }

  of(stream: string, from = 0): Promise<readonly RecordedEvent[]> {
    if (from > 0 || !SHARED.test(stream)) return this.#read(stream, from);
    const kept = this.#kept.get(stream) ?? this.#read(stream, from);
    this.#kept.set(stream, kept);
    return kept;
  }

  async ofAll(streams: Iterable<string>): Promise<readonly RecordedEvent[]> {
    const read = await Promise.all([...new Set(streams)].map((stream) => this.of(stream)));
    return read.flat();
  }

  async #read(stream: string, from: number): Promise<readonly RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for (let next = from, isFull = true; isFull; next += PAGE) {
      await this.#breathe();
      let read = 0;
      for await (const event of this.log.read(stream, { from: next, limit: PAGE })) {
        if (event.position > this.position) return events;
        events.push(event);
        read += 1;
      }
      isFull = read === PAGE;
    }
    return events;
  }
}
