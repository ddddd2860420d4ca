/** Time as the engine sees it: the wall clock for what is written down, monotonic waits for everything else. */
export interface Clock {
  /** Milliseconds of the wall clock; it may jump. */
  now(): number;
  /** Calls once after that much time has truly passed, whatever the wall clock does meanwhile. Returns the way to call it off. */
  after(ms: number, run: () => void): () => void;
}

/** Node takes no longer wait than this. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    let left = ms;
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const wait = Math.min(left, LONGEST_WAIT_MS);
      left -= wait;
      timer = setTimeout(left > 0 ? arm : run, wait);
    };
    arm();
    return () => clearTimeout(timer);
  },
};
