/** A tail for tests: feeds followers from a store, in order, and tells when they have seen everything. */
import type { EventStore, RecordedEvent } from '@chronovisor/event-store';
import { eventually } from './eventually.ts';

/** Structurally what the control process's tail feeds. */
export interface TestFollower {
  reset(): void;
  apply(event: RecordedEvent): void;
  caughtUp?(): void;
}

export interface FollowedLog {
  readonly position: number;
  /** Everything stored by now has been applied. */
  inStep(): Promise<void>;
  close(): Promise<void>;
}

export const followLog = (store: EventStore, ...followers: readonly TestFollower[]): FollowedLog => {
  let broken: unknown = null;
  for (const follower of followers) follower.reset();
  const subscription = store.subscribe({
    after: 0,
    onBatch: (events) => {
      for (const event of events) for (const follower of followers) follower.apply(event);
    },
    onCaughtUp: () => {
      for (const follower of followers) follower.caughtUp?.();
    },
    onError: (error) => {
      broken = error;
    },
  });
  return {
    get position() {
      return subscription.position;
    },
    inStep: async () => {
      const head = await store.head();
      await eventually(() => {
        if (broken !== null) throw new Error('a follower failed', { cause: broken });
        return subscription.position >= head;
      });
    },
    close: () => subscription.close(),
  };
};
