/** Keeps work that nobody waits for to a share of one CPU. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Each rest is so many times as long as what was worked before it. */
const REST = 4;
const LEAST_MS = 1;

/** To be called between two steps; rejects once the signal is given. */
export const paced = (signal: AbortSignal): (() => Promise<void>) => {
  let since = performance.now();
  return async () => {
    await sleep(Math.max(LEAST_MS, (performance.now() - since) * REST), undefined, { signal });
    since = performance.now();
  };
};
