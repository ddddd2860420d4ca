/** Lets others be served now and then during long work. */
import { setImmediate as turn } from 'node:timers/promises';

export type Breath = () => Promise<void>;

const EVERY_MS = 8;

/** Costs nothing as long as it was called a moment ago. */
export const createBreath = (): Breath => {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < EVERY_MS) return;
    await turn();
    since = performance.now();
  };
};
