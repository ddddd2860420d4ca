/** How long to wait before the next try: doubling, bounded, and spread so that many do not come at once. */
export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** `tries` already made, from 1. Between half of the step and the whole of it. */
export const delayOf = ({ firstMs, maxMs }: Backoff, tries: number, random: () => number): number =>
  Math.min(maxMs, firstMs * 2 ** Math.min(tries - 1, 30)) * (0.5 + random() / 2);
