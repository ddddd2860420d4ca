/** The log behind the wire-level double of KurrentDB: expected revisions, atomic sessions, idempotence, positions with gaps. */

export interface LogEvent {
  readonly id: string;
  readonly stream: string;
  readonly type: string;
  readonly data: Uint8Array;
  /** JSON text. */
  readonly metadata: string;
  readonly revision: number;
  readonly position: number;
  readonly createdMs: number;
}

export type LogAppend = Pick<LogEvent, 'id' | 'type' | 'data' | 'metadata'>;

export interface LogRequest {
  readonly stream: string;
  /** -1: must not exist; -2: any. */
  readonly expected: number;
  readonly events: readonly LogAppend[];
}

export type LogResult =
  | { readonly ok: true; readonly position: number; readonly revisions: readonly number[] }
  | { readonly ok: false; readonly stream: string; readonly expected: number; readonly actual: number };

/** A server's positions are byte offsets: they leave gaps. */
const STRIDE = 137;

export class KurrentLog {
  readonly events: LogEvent[] = [];
  readonly #streams = new Map<string, LogEvent[]>();
  readonly #listeners = new Set<(events: readonly LogEvent[]) => void>();

  stream(name: string): readonly LogEvent[] {
    return this.#streams.get(name) ?? [];
  }

  append(requests: readonly LogRequest[]): LogResult {
    if (requests.every((request) => this.#isRepeated(request))) return this.#result(requests);
    for (const { stream, expected } of requests) {
      const actual = this.stream(stream).length - 1;
      if (expected !== -2 && expected !== actual) return { ok: false, stream, expected, actual };
    }
    const added = requests.flatMap((request) => this.#add(request));
    for (const listener of this.#listeners) listener(added);
    return this.#result(requests);
  }

  /** Until the returned function is called. */
  onAppended(listener: (events: readonly LogEvent[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The very same events stand where they would go. */
  #isRepeated({ stream, expected, events }: LogRequest): boolean {
    const there = this.stream(stream).slice(expected + 1, expected + 1 + events.length);
    return (
      expected !== -2 && there.length === events.length && there.every(({ id }, index) => id === events[index]?.id)
    );
  }

  #add({ stream, events }: LogRequest): LogEvent[] {
    const list = this.#streams.get(stream) ?? [];
    this.#streams.set(stream, list);
    return events.map((event) => {
      const position = (this.events.at(-1)?.position ?? 1000) + STRIDE;
      const added: LogEvent = { ...event, stream, revision: list.length, position, createdMs: Date.now() };
      list.push(added);
      this.events.push(added);
      return added;
    });
  }

  #result(requests: readonly LogRequest[]): LogResult {
    const ends = requests.map(({ stream, events }) => this.stream(stream).find(({ id }) => id === events.at(-1)?.id));
    return {
      ok: true,
      position: Math.max(...ends.map((event) => event?.position ?? 0)),
      revisions: ends.map((event) => event?.revision ?? -1),
    };
  }
}
