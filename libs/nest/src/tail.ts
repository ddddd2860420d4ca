/** The one reader of the log in a control process: views and reactions of all services are fed from it, in order. */
import type { RecordedEvent } from '@chronovisor/event-store';

/** Something that follows the log. State may be mutable: it can be rebuilt from position 0 at any time. */
export interface Follower {
  readonly name: string;
  /** Forget everything; the log is about to be read from the start. */
  reset(): void;
  /** Fold one event. Synchronous and quick: side effects wait for `caughtUp`, then are started without being awaited. */
  apply(event: RecordedEvent): void;
  /** Everything stored at the time of subscribing has been applied: side effects may begin. */
  caughtUp?(): void;
}

export interface Tail {
  /** Before the process is started. */
  follow(follower: Follower): void;
  readonly position: number;
  /** Resolves when `position` has been applied by every follower. Throws Fault `view.behind` when that takes too long. */
  waitFor(position: number, timeoutMs?: number): Promise<void>;
}
