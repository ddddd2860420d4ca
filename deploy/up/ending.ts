/** Hears the wish to end: once is a request, twice is an order. */

export interface Ending {
  /** Aborted when the end was asked for. */
  readonly signal: AbortSignal;
  /** Aborted when it was asked for again: nothing is waited for any more. */
  readonly now: AbortSignal;
  release(): void;
}

const wishes = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** One key press can arrive twice: from the terminal and, forwarded, from a parent. */
const samePress = 1_000;

export const listenForEnding = (
  source: NodeJS.EventEmitter = process,
  clock: () => number = () => performance.now(),
): Ending => {
  const asked = new AbortController();
  const ordered = new AbortController();
  let first: number | undefined;
  const hear = (): void => {
    if (first !== undefined && clock() - first >= samePress) ordered.abort();
    first ??= clock();
    asked.abort();
  };
  for (const wish of wishes) source.on(wish, hear);
  const release = (): void => wishes.forEach((wish) => void source.off(wish, hear));
  return { signal: asked.signal, now: ordered.signal, release };
};

/** Waits, but not longer than until the signal; true when the time passed undisturbed. */
export const pause = (milliseconds: number, signal: AbortSignal): Promise<boolean> =>
  new Promise((done) => {
    if (signal.aborted) return done(false);
    const disturbed = (): void => {
      clearTimeout(timer);
      done(false);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', disturbed);
      done(true);
    }, milliseconds);
    signal.addEventListener('abort', disturbed, { once: true });
  });
