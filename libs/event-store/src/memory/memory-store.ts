/** The store without a disk: the same promises for tests, and for a control plane that may forget. */
import { conflicts, prepare, toRecorded, type PreparedCommit, type StoredEvent } from '../commit.ts';
import { closed } from '../faults.ts';
import { createListeners, createSubscriptions } from '../paging.ts';
import type { AppendResult, Commit, EventStore, ReadAllOptions, ReadOptions, RecordedEvent } from '../port.ts';

/** What a memory store holds; give it to another one and that one has "reopened" it. */
export interface MemoryContents {
  /** The event at index i has position i + 1. */
  readonly events: StoredEvent[];
  readonly streams: Map<string, StoredEvent[]>;
  readonly commits: Map<string, readonly StoredEvent[]>;
}

export const createMemoryContents = (): MemoryContents => ({ events: [], streams: new Map(), commits: new Map() });

const PAGE = 512;

class MemoryStore implements EventStore {
  readonly #contents: MemoryContents;
  readonly #now: () => Date;
  readonly #listeners = createListeners();
  readonly #subscriptions = createSubscriptions({
    page: (after) => this.#contents.events.slice(after, after + PAGE).map(toRecorded),
    head: () => this.#contents.events.length,
    onAppended: this.#listeners.add,
  });
  #closed = false;

  constructor(contents: MemoryContents, now: () => Date) {
    this.#contents = contents;
    this.#now = now;
  }

  readonly subscribe = this.#subscriptions.subscribe;

  async append(commit: Commit): Promise<AppendResult> {
    this.#assertOpen();
    const prepared = prepare(commit);
    const before = this.#contents.commits.get(prepared.id);
    if (before) return this.#stored(before, true);
    for (const { stream, expected } of prepared.writes) {
      const actual = this.#contents.streams.get(stream)?.at(-1)?.revision;
      if (conflicts(expected, actual)) return { ok: false, conflict: { stream, actual: actual ?? 'no-stream' } };
    }
    const events = this.#keep(prepared);
    this.#listeners.call();
    return this.#stored(events, false);
  }

  async findCommit(_stream: string, commitId: string): Promise<readonly RecordedEvent[] | null> {
    this.#assertOpen();
    return this.#contents.commits.get(commitId)?.map(toRecorded) ?? null;
  }

  async *read(stream: string, options: ReadOptions = {}): AsyncIterable<RecordedEvent> {
    this.#assertOpen();
    const all = this.#contents.streams.get(stream) ?? [];
    const { direction = 'forward', limit = Infinity, from } = options;
    const rows = direction === 'forward' ? all.slice(from) : all.slice(0, (from ?? all.length) + 1).toReversed();
    for (const row of rows.slice(0, limit)) yield toRecorded(row);
  }

  async *readAll({ after = 0, limit = Infinity }: ReadAllOptions = {}): AsyncIterable<RecordedEvent> {
    this.#assertOpen();
    for (let index = after; index < after + limit; index += 1) {
      const row = this.#contents.events[index];
      if (row === undefined) return;
      yield toRecorded(row);
    }
  }

  async head(): Promise<number> {
    this.#assertOpen();
    return this.#contents.events.length;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#subscriptions.closeAll();
  }

  #keep(commit: PreparedCommit): readonly StoredEvent[] {
    const at = this.#now().toISOString();
    const kept: StoredEvent[] = [];
    for (const { stream, events } of commit.writes) {
      const list = this.#contents.streams.get(stream) ?? [];
      this.#contents.streams.set(stream, list);
      for (const event of events) {
        const position = this.#contents.events.length + 1;
        const row: StoredEvent = { ...event, position, stream, revision: list.length, at, commitId: commit.id };
        list.push(row);
        this.#contents.events.push(row);
        kept.push(row);
      }
    }
    this.#contents.commits.set(commit.id, kept);
    return kept;
  }

  #stored(rows: readonly StoredEvent[], duplicate: boolean): AppendResult {
    return { ok: true, duplicate, position: rows.at(-1)?.position ?? 0, events: rows.map(toRecorded) };
  }

  #assertOpen(): void {
    if (this.#closed) throw closed();
  }
}

export const openMemoryStore = (options: { contents?: MemoryContents; now?: () => Date } = {}): EventStore =>
  new MemoryStore(options.contents ?? createMemoryContents(), options.now ?? (() => new Date()));
