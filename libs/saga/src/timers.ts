/** Keyed waits that survive restarts because what they wait for is recorded, and clock jumps because they measure passed time. */
import type { Clock } from './clock.ts';

export interface Wait {
  /** Wall-clock time recorded as the end. */
  readonly dueMs: number;
  /** How long the wait was when it was recorded: no clock makes it longer. */
  readonly fullMs: number;
}

export interface Timers {
  /** A key that waits already is left alone. */
  set(key: string, ms: number, run: () => void): void;
  drop(key: string): void;
  clear(): void;
  readonly size: number;
}

/**
 * What is left after a restart. The wall clock may have jumped meanwhile: never longer than the whole wait, and never
 * less than `graceMs`, so that an answer that lies ready is heard before its step is given up.
 */
export const leftOf = ({ dueMs, fullMs }: Wait, nowMs: number, graceMs: number): number =>
  Math.max(Math.min(graceMs, fullMs), Math.min(dueMs - nowMs, fullMs), 0);

export const createTimers = (clock: Clock): Timers => {
  const waits = new Map<string, () => void>();
  const drop = (key: string): void => {
    waits.get(key)?.();
    waits.delete(key);
  };
  return {
    set: (key, ms, run) => {
      if (waits.has(key)) return;
      const callOff = clock.after(ms, () => {
        waits.delete(key);
        run();
      });
      waits.set(key, callOff);
    },
    drop,
    clear: () => {
      for (const key of waits.keys()) drop(key);
    },
    get size() {
      return waits.size;
    },
  };
};
