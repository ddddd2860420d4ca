/** Turns "page after a position" and a wake-up call into a subscription: nothing is buffered, so a slow subscriber costs neither memory nor the writer's time. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RecordedEvent, SubscribeOptions, Subscription } from './port.ts';

export interface PageSource {
  page(after: number): readonly RecordedEvent[] | Promise<readonly RecordedEvent[]>;
  head(): number | Promise<number>;
  /** Calls back after appends until the returned function is called. */
  onAppended(wake: () => void): () => void;
  /** Looks again after this long even when nothing called; for engines whose wake-up call may get lost. */
  readonly pollMs?: number;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5000;

/** A sleep that one call ends; a call that comes before the sleep is not lost. */
const createBell = () => {
  let rung = false;
  let wake: (() => void) | null = null;
  return {
    ring: (): void => {
      rung = true;
      wake?.();
    },
    wait: async (ms?: number): Promise<void> => {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      rung = false;
      wake = null;
    },
  };
};

class PagingSubscription implements Subscription {
  position: number;
  readonly #source: PageSource;
  readonly #options: SubscribeOptions;
  readonly #appended = createBell();
  readonly #ended = createBell();
  readonly #forget: () => void;
  readonly #done: Promise<void>;
  #closed = false;
  #batch: readonly RecordedEvent[] = [];
  #target: number | null = null;
  #caughtUp = false;

  constructor(source: PageSource, options: SubscribeOptions) {
    this.#source = source;
    this.#options = options;
    this.position = options.after;
    this.#forget = source.onAppended(() => this.#appended.ring());
    this.#done = this.#run();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#forget();
    this.#appended.ring();
    this.#ended.ring();
    await this.#done;
  }

  async #run(): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    await nextTurn();
    while (!this.#closed) {
      try {
        await this.#step();
        pause = FIRST_PAUSE_MS;
      } catch (error) {
        this.#tell(error);
        await this.#ended.wait(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  async #step(): Promise<void> {
    this.#target ??= await this.#source.head();
    // A batch that failed stays in hand, so that the handler is given exactly the same one again.
    if (this.#batch.length === 0) this.#batch = await this.#source.page(this.position);
    const last = this.#batch.at(-1);
    if (last === undefined) {
      this.#sayCaughtUp();
      await this.#appended.wait(this.#source.pollMs);
      return;
    }
    if (this.#closed) return;
    await this.#options.onBatch(this.#batch);
    this.position = last.position;
    this.#batch = [];
    if (this.position >= this.#target) this.#sayCaughtUp();
    await nextTurn();
  }

  #sayCaughtUp(): void {
    if (this.#caughtUp) return;
    this.#caughtUp = true;
    this.#options.onCaughtUp?.();
  }

  #tell(error: unknown): void {
    if (this.#options.onError) this.#options.onError(error);
    else process.emitWarning(error instanceof Error ? error : new Error(String(error)));
  }
}

export const subscribeByPaging = (source: PageSource, options: SubscribeOptions): Subscription =>
  new PagingSubscription(source, options);

/** A list of callbacks to call after an append. */
export const createListeners = () => {
  const listeners = new Set<() => void>();
  return {
    add: (wake: () => void): (() => void) => {
      listeners.add(wake);
      return () => listeners.delete(wake);
    },
    call: (): void => {
      for (const wake of listeners) wake();
    },
  };
};

/** Closes what was opened from here, all at once. */
export const createSubscriptions = (source: PageSource) => {
  const open = new Set<Subscription>();
  return {
    subscribe: (options: SubscribeOptions): Subscription => {
      const inner = subscribeByPaging(source, options);
      open.add(inner);
      return {
        get position() {
          return inner.position;
        },
        close: async () => {
          open.delete(inner);
          await inner.close();
        },
      };
    },
    closeAll: async (): Promise<void> => {
      await Promise.all([...open].map((subscription) => subscription.close()));
      open.clear();
    },
  };
};
