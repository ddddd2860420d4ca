/** Waits for what comes about by itself, such as a view that follows the log. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface EventuallyOptions {
  /** How long to believe in it. */
  readonly withinMs?: number;
}

const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 50;

/** Gives what `look` gives as soon as it neither throws nor gives false, null or undefined; else its last error. */
export const eventually = async <T>(
  look: () => T | Promise<T>,
  options: EventuallyOptions = {},
): Promise<NonNullable<T>> => {
  const { withinMs = 5_000 } = options;
  const end = performance.now() + withinMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    let last: unknown;
    try {
      const seen = await look();
      if (seen !== null && seen !== undefined && seen !== false) return seen;
      last = new Error(`still ${String(seen)} after ${withinMs} ms`);
    } catch (error) {
      last = error;
    }
    if (performance.now() >= end) throw last;
    await sleep(pause);
  }
};
