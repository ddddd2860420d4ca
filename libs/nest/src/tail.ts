/** The one reader of the log in a control process: views and reactions of all services are fed from it, in order. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Turn, alwaysMine } from '@chronovisor/bus';
import type { ForeseenStep } from '@chronovisor/contracts';
import type { EventStore, RecordedEvent } from '@chronovisor/event-store';
import { type Fault, isFault } from '@chronovisor/kernel';
import { type Projector, type ProjectorHealth, createProjector } from '@chronovisor/projection';

/** Something that follows the log. State may be mutable: it can be rebuilt from position 0 at any time. */
export interface Follower {
  readonly name: string;
  /** Forget everything; the log is about to be read from the start. */
  reset(): void;
  /** Fold one event. Synchronous and quick: side effects wait for `caughtUp`, then are started without being awaited. */
  apply(event: RecordedEvent): void;
  /** Everything stored by now has been applied and it is for this process to act: side effects may begin. */
  caughtUp?(): void;
  /** Another process acts from now on: begin nothing more, go on folding. `caughtUp` comes again. */
  rest?(): void;
  /** The steps it would begin upon this event; for dry runs. */
  foresee?(event: RecordedEvent): readonly ForeseenStep[];
  /** Starts nothing new and waits for what is under way. */
  close?(): Promise<void>;
}

export interface Tail {
  /** Before the process is started. */
  follow(follower: Follower): void;
  readonly position: number;
  /** Whether side effects are for this process to begin; for those that do not wait for `caughtUp`. */
  readonly acts: boolean;
  /** Resolves when `position` has been applied by every follower. Throws Fault `projection.behind` when that takes too long. */
  waitFor(position: number, timeoutMs?: number): Promise<void>;
  /** Null before the start. */
  health(): ProjectorHealth | null;
  /** Forgets all that was folded and folds it anew. */
  rebuild(): Promise<void>;
  /** What the followers would begin, were these events recorded. */
  foresee(events: readonly RecordedEvent[]): readonly ForeseenStep[];
}

/** The tail as its process drives it. */
export interface RunningTail extends Tail {
  /** Begins to read; resolves when everything stored so far is applied. */
  start(): Promise<void>;
  close(): Promise<void>;
}

const WAIT_MS = 5_000;
const AGAIN_MS = 250;

class StoreTail implements RunningTail {
  readonly #store: EventStore;
  readonly #onError: (error: Fault) => void;
  readonly #turn: Turn;
  readonly #followers: Follower[] = [];
  #projector: Projector | null = null;
  #letAct = false;
  #closed = false;

  constructor(store: EventStore, onError: (error: Fault) => void, turn: Turn) {
    this.#store = store;
    this.#onError = onError;
    this.#turn = turn;
  }

  get position(): number {
    return this.#projector?.position ?? 0;
  }

  get acts(): boolean {
    return this.#letAct && this.#turn.mine;
  }

  follow(follower: Follower): void {
    if (this.#projector !== null)
      throw new Error(`${follower.name} follows the log too late: it is being read already`);
    this.#followers.push(follower);
  }

  async waitFor(position: number, timeoutMs = WAIT_MS): Promise<void> {
    await this.#running.waitFor(position, { timeoutMs });
  }

  health(): ProjectorHealth | null {
    return this.#projector?.health() ?? null;
  }

  async start(): Promise<void> {
    this.#projector = createProjector({
      store: this.#store,
      onError: this.#onError,
      views: this.#followers.map((follower) => ({
        name: follower.name,
        init: () => follower.reset(),
        apply: (event) => follower.apply(event),
      })),
    });
    await this.#running.caughtUp;
    this.#turn.onChange(() => void this.#heedTurn());
    await this.#heedTurn();
  }

  async rebuild(): Promise<void> {
    this.#letAct = false;
    await this.#running.rebuild();
    await this.#heedTurn();
  }

  foresee(events: readonly RecordedEvent[]): readonly ForeseenStep[] {
    return events.flatMap((event) => this.#followers.flatMap((follower) => follower.foresee?.(event) ?? []));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#letAct = false;
    await this.#projector?.close();
    await Promise.all(this.#followers.map((follower) => follower.close?.()));
  }

  get #running(): Projector {
    if (this.#projector === null) throw new Error('the log is not being read yet');
    return this.#projector;
  }

  async #heedTurn(): Promise<void> {
    if (!this.#turn.mine) return this.#rest();
    // Another process may have acted until now: nobody goes on from what was so before.
    while (!(await this.#hasSeenAll())) await sleep(AGAIN_MS);
    if (!this.#mayBegin) return;
    this.#letAct = true;
    for (const follower of this.#followers) follower.caughtUp?.();
  }

  #rest(): void {
    if (!this.#letAct) return;
    this.#letAct = false;
    for (const follower of this.#followers) follower.rest?.();
  }

  get #mayBegin(): boolean {
    return !this.#letAct && !this.#closed && this.#turn.mine;
  }

  /** True as well when there is nothing to wait for any more. */
  async #hasSeenAll(): Promise<boolean> {
    if (!this.#mayBegin) return true;
    try {
      await this.waitFor(await this.#store.head());
      await this.#running.caughtUp;
      return true;
    } catch (error) {
      if (!isFault(error)) throw error;
      this.#onError(error);
      return false;
    }
  }
}

/** `onError` is told of followers that failed and of reads that are tried again. Without a turn this process acts always. */
export const createTail = (store: EventStore, onError: (error: Fault) => void, turn: Turn = alwaysMine): RunningTail =>
  new StoreTail(store, onError, turn);
