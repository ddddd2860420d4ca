/** Decides how long to wait before a process that died is started again. Pure. */

const shortest = 100;
const longest = 5_000;
/** A process that ran this long had started well: its end is a new story. */
const settled = 10_000;

/** Deaths in a row, counting this one, given how many there were before and how long the process ran this time. */
export const deathsInARow = (before: number, ranFor: number): number => (ranFor >= settled ? 1 : before + 1);

/** Milliseconds to wait after so many deaths in a row: 0.1 s, doubling, never more than 5 s. */
export const delayAfter = (deaths: number): number => Math.min(longest, shortest * 2 ** Math.max(0, deaths - 1));
