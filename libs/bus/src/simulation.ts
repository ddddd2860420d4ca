/** What the work of a simulated host meets: time that it takes and failures, as the settings say, the same for the same seed. */

export const SIMULATED_WORK = ['launch', 'create-volume', 'copy-volume', 'grow-volume'] as const;
export type SimulatedWork = (typeof SIMULATED_WORK)[number];

/** Milliseconds, both included. */
export interface Latency {
  readonly from: number;
  readonly to: number;
}

export interface SimulationSettings {
  readonly latency: Readonly<Partial<Record<SimulatedWork, Latency>>>;
  /** Shares from 0 to 1. */
  readonly failures: Readonly<Partial<Record<SimulatedWork, number>>>;
  readonly seed: number;
}

export interface Simulation {
  /** Lets the time of the work pass, and says whether it then fails. */
  meet(work: SimulatedWork): Promise<boolean>;
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
const numbersFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

export const createSimulation = (
  { latency, failures, seed }: SimulationSettings,
  clock: { readonly after: (ms: number, run: () => void) => () => void },
): Simulation => {
  const next = numbersFrom(seed);
  return {
    meet: async (work) => {
      const { from, to } = latency[work] ?? { from: 0, to: 0 };
      const ms = from + next() * (to - from);
      const fails = next() < (failures[work] ?? 0);
      if (ms > 0) await new Promise<void>((resolve) => void clock.after(ms, resolve));
      return fails;
    },
  };
};
