/** Notices a process that lives and no longer answers, and replaces it. Running vms are children of none of them. */
import { pause } from './ending.ts';
import type { Supervised } from './supervised.ts';

/** `unknown`: whoever would tell does not answer either. */
export type Beat = 'there' | 'missing' | 'unknown';

export interface Pulse {
  readonly supervised: Supervised;
  /** Answers within the interval. */
  readonly feel: (signal: AbortSignal) => Promise<Beat>;
}

export interface Patience {
  readonly interval: number;
  /** Given to a process that has answered since its start; far more than the longest freeze that harms nothing. */
  readonly silence: number;
  /** Given to one that has not: it reads the whole log first. */
  readonly start: number;
}

export const usualPatience: Patience = { interval: 5_000, silence: 30_000, start: 300_000 };

interface Watched extends Pulse {
  pid: number | undefined;
  hasAnswered: boolean;
  /** Rounds without an answer: counted, not timed, so that a freeze of this process is nobody's fault. */
  missed: number;
}

const feelOnce = async (one: Watched, interval: number, signal: AbortSignal): Promise<void> => {
  const pid = one.supervised.pid();
  if (pid !== one.pid) Object.assign(one, { pid, hasAnswered: false, missed: 0 });
  if (pid === undefined) return;
  const beat = await one.feel(AbortSignal.any([signal, AbortSignal.timeout(interval)]));
  if (beat === 'missing') one.missed += 1;
  if (beat === 'there') Object.assign(one, { hasAnswered: true, missed: 0 });
};

/** Until the signal. */
export const watch = async (
  pulses: readonly Pulse[],
  { interval, silence, start }: Patience,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> => {
  const all: Watched[] = pulses.map((pulse) => ({ ...pulse, pid: undefined, hasAnswered: false, missed: 0 }));
  while (!signal.aborted) {
    await Promise.all([pause(interval, signal), ...all.map((one) => feelOnce(one, interval, signal))]);
    for (const one of all) {
      const silent = one.missed * interval;
      if (signal.aborted || silent < (one.hasAnswered ? silence : start)) continue;
      say(`${one.supervised.plan.name} lives and has not answered for ${silent / 1000} s; it is killed, vms go on`);
      one.missed = 0;
      one.supervised.kill();
    }
  }
};
