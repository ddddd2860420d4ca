/** Reads the store once and feeds all views of a process in order; says how far they are and which of them failed. */
import { Fault } from '@chronovisor/kernel';
import type { EventStore, RecordedEvent, Subscription, Upcast } from '@chronovisor/event-store';
import { RunningView, type View, type ViewFailure } from './view.ts';
import { Waiters, type WaitOptions } from './waiters.ts';

export interface ProjectorOptions {
  readonly store: EventStore;
  /** Fed in this order, so that a view may read those before it. */
  readonly views: readonly View[];
  /** Told of each view that failed, and of each read of the store that failed and is tried again. */
  readonly onError: (error: Fault) => void;
  /** Raises old events and leaves out unknown ones; see the event store's `createUpcast`. */
  readonly upcast?: Upcast;
}

export interface ProjectorHealth {
  /** Everything up to here is applied. */
  readonly position: number;
  readonly caughtUp: boolean;
  readonly failures: readonly ViewFailure[];
}

export interface Projector {
  readonly position: number;
  /** Resolves when everything stored at the time of the start is applied. After `rebuild()` it is a new promise. */
  readonly caughtUp: Promise<void>;
  /** Resolves when the position is applied; faults with `projection.behind` when that takes too long. */
  waitFor(position: number, options?: WaitOptions): Promise<void>;
  /** Forgets all views and folds them anew from the first event; resolves when they have caught up. */
  rebuild(): Promise<void>;
  health(): ProjectorHealth;
  close(): Promise<void>;
}

const failed = (failure: ViewFailure): Fault =>
  new Fault(
    'projection.failed',
    `the view ${failure.view} failed at ${failure.event.type} (position ${failure.event.position}): ${failure.message}`,
    { retry: 'never', cause: failure.cause, facts: { view: failure.view, event: failure.event } },
  );

const unread = (cause: unknown): Fault =>
  new Fault('projection.unread', 'the store could not be read; trying again', { retry: 'later', cause });
const ended = (): Fault => new Fault('projection.closed', 'the projector is closed', { retry: 'never' });

/** A promise that nobody has to listen to: its rejection on closing concerns only those who do. */
const promised = (): PromiseWithResolvers<void> => {
  const made = Promise.withResolvers<void>();
  made.promise.catch(() => undefined);
  return made;
};

class StoreProjector implements Projector {
  readonly #options: ProjectorOptions;
  readonly #views: readonly RunningView[];
  readonly #waiters = new Waiters();
  #position = 0;
  #isCaughtUp = false;
  #isClosed = false;
  #rebuilding: Promise<void> | null = null;
  #caughtUp = promised();
  #subscription: Subscription;

  constructor(options: ProjectorOptions) {
    this.#options = options;
    this.#views = options.views.map((view) => new RunningView(view));
    this.#subscription = this.#start();
  }

  get position(): number {
    return this.#position;
  }

  get caughtUp(): Promise<void> {
    return this.#caughtUp.promise;
  }

  async waitFor(position: number, options: WaitOptions = {}): Promise<void> {
    if (this.#isClosed) throw ended();
    if (this.#position < position) await this.#waiters.wait(position, options);
  }

  async rebuild(): Promise<void> {
    if (this.#isClosed) throw ended();
    this.#rebuilding ??= this.#rebuild().finally(() => {
      this.#rebuilding = null;
    });
    await this.#rebuilding;
  }

  health(): ProjectorHealth {
    const failures = this.#views.flatMap(({ failure }) => (failure === null ? [] : [failure]));
    return { position: this.#position, caughtUp: this.#isCaughtUp, failures };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#subscription.close();
    this.#waiters.turnAway(ended());
    this.#caughtUp.reject(ended());
  }

  async #rebuild(): Promise<void> {
    await this.#subscription.close();
    if (this.#isClosed) throw ended();
    const before = this.#caughtUp;
    this.#caughtUp = promised();
    // Who waited for the first start is served as well by this one.
    this.#caughtUp.promise.then(before.resolve, before.reject);
    this.#position = 0;
    this.#isCaughtUp = false;
    for (const view of this.#views) view.restart();
    this.#subscription = this.#start();
    await this.#caughtUp.promise;
  }

  #start(): Subscription {
    return this.#options.store.subscribe({
      after: 0,
      onBatch: (events) => this.#apply(events),
      onCaughtUp: () => {
        this.#isCaughtUp = true;
        this.#caughtUp.resolve();
      },
      onError: (error) => this.#options.onError(unread(error)),
    });
  }

  #apply(events: readonly RecordedEvent[]): void {
    const { upcast } = this.#options;
    for (const event of events) {
      // A batch that comes a second time, after an upcaster threw in it, starts where the first try ended.
      if (event.position <= this.#position) continue;
      const known = upcast === undefined ? event : upcast(event);
      if (known !== null) this.#feed(known);
      this.#position = event.position;
    }
    this.#waiters.letGo(this.#position);
  }

  #feed(event: RecordedEvent): void {
    for (const view of this.#views) {
      const failure = view.apply(event);
      if (failure) this.#options.onError(failed(failure));
    }
  }
}

export const createProjector = (options: ProjectorOptions): Projector => new StoreProjector(options);
