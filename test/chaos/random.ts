/** Numbers that look like chance and are the same for the same seed. */

export interface Random {
  /** A whole number from 0, smaller than `limit`. */
  below(limit: number): number;
  between(low: number, high: number): number;
  pick<T>(list: readonly T[]): T;
  /** True in so many of a hundred cases. */
  percent(share: number): boolean;
}

/** Mulberry32: 32 bits of state are enough for a plan. `purpose` keeps streams of one seed apart. */
export const randomOf = (seed: number, purpose: string): Random => {
  let state = Buffer.from(purpose).reduce((sum, byte) => Math.imul(sum, 31) + byte, seed);
  const next = (): number => {
    state = Math.trunc(state + 0x6d_2b_79_f5);
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below: Random['below'] = (limit) => Math.floor(next() * limit);
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    pick: (list) => list[below(list.length)] as (typeof list)[number],
    percent: (share) => below(100) < share,
  };
};
