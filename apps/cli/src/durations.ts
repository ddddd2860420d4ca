/** Times to wait, as people write them. */
import { usage } from './failure.ts';

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, '': 1000 };

/** Milliseconds of `500ms`, `30s`, `5m`, `1h`, or a number of seconds. */
export const durationMs = (text: string, flag: string): number => {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text);
  if (match === null) throw usage(`${flag} takes a time, not "${text}"`, 'write 30s, 5m or 1h');
  return Number(match[1]) * (units[match[2] ?? ''] as number);
};

export const secondsText = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
