/** The event store's port: what every adapter promises. One contract suite holds all adapters to it. */
import type { Json } from '@chronovisor/kernel';

/** String to string only: the narrowest metadata any engine keeps. */
export type EventMeta = Readonly<Record<string, string>>;

export interface NewEvent {
  readonly type: string;
  /** Version of the event's schema, from 1. */
  readonly version: number;
  readonly data: Json;
  readonly meta: EventMeta;
}

export interface RecordedEvent extends NewEvent {
  /** Derived from the commit id and the event's place in it. */
  readonly id: string;
  readonly stream: string;
  /** 0-based within the stream. */
  readonly revision: number;
  /** Strictly growing over the whole store; opaque but comparable, never reused. 0 stands before the first event. */
  readonly position: number;
  readonly commitId: string;
  /** RFC 3339 with milliseconds, stamped by the store. */
  readonly at: string;
}

/** What the writer believes of the stream: its last revision, that it has none, or that it does not matter. */
export type Expected = number | 'no-stream' | 'any';

export interface StreamWrite {
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly NewEvent[];
}

/** The unit of append: all of it or nothing. The same id twice answers with the first result, for ever. */
export interface Commit {
  readonly id: string;
  readonly writes: readonly StreamWrite[];
}

export type AppendResult =
  | {
      readonly ok: true;
      /** True when this commit id had been stored before. */
      readonly duplicate: boolean;
      /** Position of the commit's last event. */
      readonly position: number;
      readonly events: readonly RecordedEvent[];
    }
  | { readonly ok: false; readonly conflict: { readonly stream: string; readonly actual: number | 'no-stream' } };

export interface ReadOptions {
  /** First revision wanted (forward) or last (backward). */
  readonly from?: number;
  readonly direction?: 'forward' | 'backward';
  readonly limit?: number;
}

export interface ReadAllOptions {
  /** Exclusive: events after this position. */
  readonly after?: number;
  readonly limit?: number;
}

export interface SubscribeOptions {
  /** Exclusive. */
  readonly after: number;
  /** Events of one call are in order; the next call starts when the returned promise resolves. A rejection is retried with the same batch after a pause. */
  readonly onBatch: (events: readonly RecordedEvent[]) => void | Promise<void>;
  /** Called once when everything stored at the time of subscribing has been handled. */
  readonly onCaughtUp?: () => void;
  /** Told of every failed batch or read before it is tried again. */
  readonly onError?: (error: unknown) => void;
}

export interface Subscription {
  /** Position of the last handled event. */
  readonly position: number;
  /** Waits for the batch in hand; hence not to be awaited within `onBatch`. */
  close(): Promise<void>;
}

/**
 * Faults thrown: `store.unavailable` (later: nothing was written), `store.unknown-outcome` (look-first: append again with
 * the same commit id), `store.damaged` (never: the stored data does not read back), `store.too-large` (never: more than the
 * engine takes in one commit). On opening also `store.in-use` (later: a store has one writer) and `store.unsupported` (never).
 */
export interface EventStore {
  append(commit: Commit): Promise<AppendResult>;
  /** The events a commit wrote, or null. `stream` is one of the streams it wrote to. */
  findCommit(stream: string, commitId: string): Promise<readonly RecordedEvent[] | null>;
  read(stream: string, options?: ReadOptions): AsyncIterable<RecordedEvent>;
  readAll(options?: ReadAllOptions): AsyncIterable<RecordedEvent>;
  /** Position of the last event, 0 when empty. */
  head(): Promise<number>;
  subscribe(options: SubscribeOptions): Subscription;
  close(): Promise<void>;
}
