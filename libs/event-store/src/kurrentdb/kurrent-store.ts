/** The store over KurrentDB, for more than one control node: the official client, one commit as one atomic append to several streams. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BACKWARDS,
  END,
  FORWARDS,
  KurrentDBClient,
  START,
  STREAM_NAME,
  type AppendStreamRequest,
  type ResolvedEvent,
} from '@kurrent/kurrentdb-client';
import { prepare, type PreparedCommit } from '../commit.ts';
import { closed, unavailable, unknownOutcome } from '../faults.ts';
import { createListeners, createSubscriptions } from '../paging.ts';
import type {
  AppendResult,
  Commit,
  EventStore,
  Expected,
  ReadAllOptions,
  ReadOptions,
  RecordedEvent,
  SubscribeOptions,
  Subscription,
} from '../port.ts';
import {
  fromResolved,
  markerEvent,
  markerStream,
  OWN_STREAMS,
  positionOf,
  toEvent,
  toMarker,
} from './kurrent-events.ts';
import { asAppendFault, asReadFault, isConflict, isNoStream } from './kurrent-faults.ts';
import { createHint } from './kurrent-hint.ts';

export interface KurrentStoreOptions {
  /** KurrentDB's own connection string, `kurrentdb://...`. */
  readonly url: string;
}

interface Found {
  readonly attempt: string;
  readonly events: readonly RecordedEvent[];
}

const PAGE = 512;
const POLL_MS = 1000;
const filter = { filterOn: STREAM_NAME, regex: OWN_STREAMS, checkpointInterval: 1000 } as const;

const collect = async (items: AsyncIterable<ResolvedEvent>): Promise<ResolvedEvent[]> => {
  const all: ResolvedEvent[] = [];
  for await (const item of items) all.push(item);
  return all;
};

const own = (resolved: readonly ResolvedEvent[]): RecordedEvent[] =>
  resolved.map(fromResolved).filter((event) => event !== null);

const lastRevision = (page: readonly ResolvedEvent[]): number => Number(page.at(-1)?.event?.revision ?? 0);

const stateOf = (expected: Expected): AppendStreamRequest['expectedState'] => {
  if (expected === 'any') return 'any';
  return expected === 'no-stream' ? 'no_stream' : BigInt(expected);
};

/** The marker comes first: a commit that was stored before is told by it, not by a stream that has moved on since. */
const requestsOf = (commit: PreparedCommit, attempt: string): AppendStreamRequest[] => {
  const count = commit.writes.reduce((sum, { events }) => sum + events.length, 0);
  return [
    {
      streamName: markerStream(commit.id),
      expectedState: 'no_stream',
      events: [markerEvent(commit.id, { attempt, count })],
    },
    ...commit.writes.map(({ stream, expected, events }) => ({
      streamName: stream,
      expectedState: stateOf(expected),
      events: events.map((event) => toEvent(commit, event)),
    })),
  ];
};

class KurrentStore implements EventStore {
  readonly #client: KurrentDBClient;
  readonly #listeners = createListeners();
  readonly #hint: ReturnType<typeof createHint>;
  readonly #subscriptions = createSubscriptions({
    page: (after) => this.#page(after, PAGE),
    head: () => this.head(),
    onAppended: this.#listeners.add,
    pollMs: POLL_MS,
  });
  #closed = false;

  constructor(client: KurrentDBClient) {
    this.#client = client;
    this.#hint = createHint(client, this.#listeners.call);
  }

  async append(commit: Commit): Promise<AppendResult> {
    this.#assertOpen();
    const prepared = prepare(commit);
    const attempt = randomUUID();
    let revisions: number[];
    try {
      const { responses } = await this.#client.multiStreamAppend(requestsOf(prepared, attempt));
      const [, ...ofWrites] = responses ?? [];
      revisions = ofWrites.map(({ revision }) => Number(revision));
    } catch (error) {
      if (isConflict(error)) return this.#answerConflict(prepared, error);
      throw asAppendFault(error, prepared.size);
    }
    return this.#answerStored(prepared, attempt, revisions);
  }

  async findCommit(_stream: string, commitId: string): Promise<readonly RecordedEvent[] | null> {
    this.#assertOpen();
    return (await this.#find(commitId))?.events ?? null;
  }

  async *read(stream: string, options: ReadOptions = {}): AsyncIterable<RecordedEvent> {
    const { direction = 'forward', limit = Infinity } = options;
    let from = direction === 'forward' ? options.from : await this.#atMost(stream, options.from);
    for (let left = limit; left > 0 && (from ?? 0) >= 0; left -= PAGE) {
      const size = Math.min(left, PAGE);
      const page = await this.#readStream(stream, direction, from, size);
      yield* own(page);
      if (page.length < size) return;
      from = lastRevision(page) + (direction === 'forward' ? 1 : -1);
    }
  }

  async *readAll({ after = 0, limit = Infinity }: ReadAllOptions = {}): AsyncIterable<RecordedEvent> {
    let position = after;
    for (let left = limit; left > 0;) {
      const page = await this.#page(position, Math.min(left, PAGE));
      yield* page;
      const last = page.at(-1);
      if (last === undefined) return;
      position = last.position;
      left -= page.length;
    }
  }

  async head(): Promise<number> {
    this.#assertOpen();
    const [last] = await this.#guarded(() =>
      collect(this.#client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1, filter })),
    );
    return last === undefined ? 0 : positionOf(last);
  }

  subscribe(options: SubscribeOptions): Subscription {
    this.#assertOpen();
    this.#hint.start();
    return this.#subscriptions.subscribe(options);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    await this.#subscriptions.closeAll();
    this.#closed = true;
    await this.#hint.stop();
    await this.#client.dispose();
  }

  async #answerConflict(
    commit: PreparedCommit,
    error: { streamName: string; actualState: unknown },
  ): Promise<AppendResult> {
    const isMarkers = error.streamName === markerStream(commit.id);
    // The server refuses on what it has accepted, and shows only what it has indexed: the marker may take a moment to be seen.
    for (let tries = 0; tries < (isMarkers ? 50 : 1); tries += 1) {
      if (tries > 0) await sleep(20);
      const events = await this.findCommit('', commit.id);
      if (events) return { ok: true, duplicate: true, position: events.at(-1)?.position ?? 0, events };
    }
    if (isMarkers) throw unknownOutcome(`the commit ${commit.id} is known to KurrentDB, but cannot be read yet`, error);
    const actual = typeof error.actualState === 'bigint' ? Number(error.actualState) : 'no-stream';
    return { ok: false, conflict: { stream: error.streamName, actual } };
  }

  /** KurrentDB does not say where each event came to lie, nor when: read back. */
  async #answerStored(commit: PreparedCommit, attempt: string, revisions: readonly number[]): Promise<AppendResult> {
    const stored = await this.#readBack(commit, attempt, revisions).catch((error: unknown) => {
      throw unknownOutcome(`the commit ${commit.id} could not be read back`, error);
    });
    if (stored === null) throw unknownOutcome(`the commit ${commit.id} was accepted, but cannot be read yet`);
    this.#listeners.call();
    const { events } = stored;
    return { ok: true, duplicate: stored.attempt !== attempt, position: events.at(-1)?.position ?? 0, events };
  }

  /** All at once where the server said they lie, which is right unless the commit was there before. */
  async #readBack(commit: PreparedCommit, attempt: string, revisions: readonly number[]): Promise<Found | null> {
    const reads = commit.writes.map(({ stream, events }, index) =>
      this.#readStream(stream, 'forward', Math.max(0, (revisions[index] ?? 0) - events.length + 1), events.length),
    );
    const [[marker], ...parts] = await Promise.all([
      this.#readStream(markerStream(commit.id), 'forward', 0, 1),
      ...reads,
    ]);
    if (marker === undefined) return null;
    const { attempt: found, count } = toMarker(marker);
    const events = own(parts.flat()).filter(({ commitId }) => commitId === commit.id);
    return found === attempt && events.length === count ? { attempt, events } : this.#find(commit.id);
  }

  async #find(commitId: string): Promise<Found | null> {
    const [resolved] = await this.#readStream(markerStream(commitId), 'forward', 0, 1);
    if (resolved === undefined) return null;
    const { attempt, count } = toMarker(resolved);
    const position = BigInt(positionOf(resolved));
    const fromPosition = { commit: position, prepare: position };
    const read = await this.#guarded(() =>
      collect(this.#client.readAll({ direction: FORWARDS, fromPosition, maxCount: count + 1 })),
    );
    const events = own(read).filter((event) => event.commitId === commitId);
    if (events.length !== count)
      throw unavailable(`of ${count} events of the commit ${commitId}, ${events.length} can be read yet`);
    return { attempt, events };
  }

  /** Where a backward read from beyond the end begins, the server leaves open. */
  async #atMost(stream: string, revision: number | undefined): Promise<number | undefined> {
    if (revision === undefined) return undefined;
    const [last] = await this.#readStream(stream, 'backward', undefined, 1);
    return Math.min(revision, lastRevision(last ? [last] : []));
  }

  #readStream(
    stream: string,
    direction: 'forward' | 'backward',
    from: number | undefined,
    maxCount: number,
  ): Promise<ResolvedEvent[]> {
    const end = direction === 'forward' ? START : END;
    const options = {
      direction: direction === 'forward' ? FORWARDS : BACKWARDS,
      fromRevision: from === undefined ? end : BigInt(from),
      maxCount,
    } as const;
    return this.#guarded(() => collect(this.#client.readStream(stream, options)));
  }

  /** Pages of others' events only are passed over: an empty page means the end. */
  async #page(after: number, limit: number): Promise<RecordedEvent[]> {
    for (let position = after; ;) {
      const fromPosition = position === 0 ? START : { commit: BigInt(position), prepare: BigInt(position) };
      // The first one read is the one at the position itself.
      const maxCount = limit + 1;
      const read = await this.#guarded(() =>
        collect(this.#client.readAll({ direction: FORWARDS, fromPosition, maxCount, filter })),
      );
      const page = own(read).filter((event) => event.position > after);
      const last = read.at(-1);
      if (page.length > 0 || read.length < maxCount || last === undefined) return page.slice(0, limit);
      position = positionOf(last);
    }
  }

  async #guarded(read: () => Promise<ResolvedEvent[]>): Promise<ResolvedEvent[]> {
    this.#assertOpen();
    try {
      return await read();
    } catch (error) {
      if (isNoStream(error)) return [];
      throw asReadFault(error);
    }
  }

  #assertOpen(): void {
    if (this.#closed) throw closed();
  }
}

/** Reads once, so that a server that is not there is told at the start. */
export const openKurrentStore = async ({ url }: KurrentStoreOptions): Promise<EventStore> => {
  const store = new KurrentStore(KurrentDBClient.connectionString(url));
  try {
    await store.head();
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
};
