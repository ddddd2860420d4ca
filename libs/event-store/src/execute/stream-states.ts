/** Folds streams into states and remembers the folds, so that a command costs the same on a long stream as on a short one. */
import type { EventStore, RecordedEvent } from '../port.ts';
import type { Rehearsal } from './rehearsal.ts';
import type { Upcast } from './upcasting.ts';

/** A stream folded up to a revision; -1 when it has no events. */
export interface Folded<State> {
  readonly state: State;
  readonly revision: number;
  /** Of the last event folded, 0 when there is none. */
  readonly position: number;
}

interface Remembered {
  readonly folded: Folded<unknown>;
  /** One stream read through another decider has another state. */
  readonly decider: unknown;
}

/** What folding needs of a decider. */
interface Folder<State> {
  readonly initial: State;
  readonly evolve: (state: State, event: never) => State;
}

/** Where states come from. */
export interface States {
  load<S>(stream: string, decider: Folder<S>, fresh: boolean): Promise<Folded<S>>;
}

export class StreamStates implements States {
  readonly #store: EventStore;
  readonly #upcast: Upcast;
  readonly #size: number;
  /** In the order of last use. */
  readonly #remembered = new Map<string, Remembered>();

  constructor(store: EventStore, upcast: Upcast, size: number) {
    this.#store = store;
    this.#upcast = upcast;
    this.#size = size;
  }

  /** `fresh`: what others appended since is read as well; without it an old state may be given. */
  async load<S>(stream: string, decider: Folder<S>, fresh: boolean): Promise<Folded<S>> {
    const known = this.#recall(stream, decider);
    if (known && !fresh) return known;
    let folded: Folded<S> = known ?? { state: decider.initial, revision: -1, position: 0 };
    for await (const event of this.#store.read(stream, { from: folded.revision + 1 }))
      folded = this.#fold(decider, folded, event);
    this.#remember(stream, decider, folded);
    return folded;
  }

  /** Takes in what was just appended, without reading it again. */
  add<S>(stream: string, decider: Folder<S>, before: Folded<S>, events: readonly RecordedEvent[]): Folded<S> {
    let folded = before;
    for (const event of events) if (event.stream === stream) folded = this.#fold(decider, folded, event);
    this.#remember(stream, decider, folded);
    return folded;
  }

  /** As they would be, had all that was rehearsed been recorded too. Remembers nothing of it. */
  ahead({ events, ahead }: Rehearsal): States {
    return {
      load: async <S>(stream: string, decider: Folder<S>, fresh: boolean): Promise<Folded<S>> => {
        const written = ahead.get(stream);
        if (written?.decider === decider) return written.folded as Folded<S>;
        let folded = await this.load(stream, decider, fresh);
        if (written === undefined) return folded;
        for (const event of events) {
          if (event.stream !== stream) continue;
          folded = { ...this.#fold(decider, folded, event), position: folded.position };
        }
        return folded;
      },
    };
  }

  forget(stream: string): void {
    this.#remembered.delete(stream);
  }

  #fold<S>(decider: Folder<S>, folded: Folded<S>, event: RecordedEvent): Folded<S> {
    const known = this.#upcast(event);
    const state = known === null ? folded.state : decider.evolve(folded.state, known as never);
    return { state, revision: event.revision, position: event.position };
  }

  #recall<S>(stream: string, decider: Folder<S>): Folded<S> | null {
    const found = this.#remembered.get(stream);
    if (found === undefined || found.decider !== decider) return null;
    this.#remembered.delete(stream);
    this.#remembered.set(stream, found);
    return found.folded as Folded<S>;
  }

  #remember<S>(stream: string, decider: Folder<S>, folded: Folded<S>): void {
    this.#remembered.delete(stream);
    this.#remembered.set(stream, { folded, decider });
    if (this.#remembered.size <= this.#size) return;
    const [oldest] = this.#remembered.keys();
    this.#remembered.delete(oldest as string);
  }
}
