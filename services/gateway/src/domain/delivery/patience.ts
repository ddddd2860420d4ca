/** How long a failing webhook is waited for: short pauses first, long ones later, three days in all. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const PAUSES = [
  SECOND,
  5 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
] as const;

export const GIVEN_UP_AFTER_MS = 72 * HOUR;
/** After a rotation the old secret signs as well. */
export const OLD_SECRET_MS = 24 * HOUR;

/** `attempts`: how often it has failed. `chance`: from 0 to 1, so that many do not come back at the same moment. */
export const pauseAfter = (attempts: number, chance: number): number => {
  const pause = PAUSES[Math.min(attempts, PAUSES.length) - 1] ?? SECOND;
  return Math.round(pause * (0.9 + 0.2 * chance));
};

/** A receiver may ask for more patience, but not for more than the longest pause there is. */
export const MOST_HELD_OFF_MS = PAUSES.at(-1) ?? 0;

export const isGivenUp = (failingSinceMs: number, nowMs: number): boolean =>
  nowMs - failingSinceMs >= GIVEN_UP_AFTER_MS;
