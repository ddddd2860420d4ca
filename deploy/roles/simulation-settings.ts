/** Reads what a simulated host is to meet: `launch=200..400 create-volume=50` in milliseconds, `launch=0.05` in shares. */
import { type Latency, SIMULATED_WORK, type SimulatedWork } from '@chronovisor/bus';
import { z } from 'zod';

const LONGEST_MS = 3_600_000;

type Read<T> = (text: string) => T | null;

const isWork = (name: string): name is SimulatedWork => (SIMULATED_WORK as readonly string[]).includes(name);

const numberIn = (text: string, most: number): number | null => {
  const number = /^\d+(\.\d+)?$/u.test(text) ? Number(text) : Number.NaN;
  return number <= most ? number : null;
};

const latency: Read<Latency> = (text) => {
  const [from = '', to = from, ...more] = text.split('..');
  const [low, high] = [numberIn(from, LONGEST_MS), numberIn(to, LONGEST_MS)];
  return low === null || high === null || high < low || more.length > 0 ? null : { from: low, to: high };
};

const share: Read<number> = (text) => numberIn(text, 1);

const words = <T>(read: Read<T>, error: string) =>
  z
    .string()
    .default('')
    .transform((text, context) => {
      const found: Partial<Record<SimulatedWork, T>> = {};
      for (const word of text.split(/\s+/u).filter((part) => part !== '')) {
        const [name = '', value = ''] = word.split('=');
        const meant = read(value);
        if (isWork(name) && meant !== null) found[name] = meant;
        else context.addIssue({ code: 'custom', message: error });
      }
      return found;
    });

const names = SIMULATED_WORK.join(', ');

export const simulationVariables = {
  CHRONO_SIM_LATENCY: words(latency, `write work=milliseconds, such as launch=200..400; work is one of ${names}`),
  CHRONO_SIM_FAILURES: words(share, `write work=share, such as launch=0.05; work is one of ${names}`),
  CHRONO_SIM_SEED: z.coerce.number({ error: 'write a whole number' }).int().min(0).max(0xff_ff_ff_ff).default(1),
};
