/** A store that counts what is asked of it and can be told to lose the next answer, as a broken connection would. */
import { unknownOutcome } from '../src/faults.ts';
import type { EventStore } from '../src/port.ts';

export interface WatchedStore extends EventStore {
  readonly seen: { appends: number; eventsRead: number; lookUps: number };
  /** The next appends are stored, and their answers lost. */
  loseAnswers(count: number): void;
}

export const watch = (inner: EventStore): WatchedStore => {
  const seen = { appends: 0, eventsRead: 0, lookUps: 0 };
  let toLose = 0;
  return {
    seen,
    loseAnswers: (count) => {
      toLose = count;
    },
    append: async (commit) => {
      seen.appends += 1;
      const result = await inner.append(commit);
      if (toLose > 0) {
        toLose -= 1;
        throw unknownOutcome('the connection broke');
      }
      return result;
    },
    findCommit: (stream, id) => {
      seen.lookUps += 1;
      return inner.findCommit(stream, id);
    },
    read: async function* (stream, options) {
      for await (const event of inner.read(stream, options)) {
        seen.eventsRead += 1;
        yield event;
      }
    },
    readAll: (options) => inner.readAll(options),
    head: () => inner.head(),
    subscribe: (options) => inner.subscribe(options),
    close: () => inner.close(),
  };
};
