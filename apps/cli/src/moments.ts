/** Points of the past, as people say them: "2 hours ago", "10m ago"; all else is the API's to judge. */
import { usage } from './failure.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const units: readonly (readonly [words: RegExp, ms: number])[] = [
  [/^s(?:ec(?:ond)?s?)?$/, SECOND],
  [/^m(?:in(?:ute)?s?)?$/, MINUTE],
  [/^h(?:ours?)?$/, HOUR],
  [/^d(?:ays?)?$/, DAY],
  [/^w(?:eeks?)?$/, 7 * DAY],
];

const AGO = /^(\d{1,9}(?:\.\d+)?|an?)\s*([a-z]+)\s+ago$/i;

export const momentText = (text: string, flag: string, now = new Date()): string => {
  const trimmed = text.trim();
  if (!/ago$/i.test(trimmed)) return trimmed;
  const [, count = '', word = ''] = AGO.exec(trimmed) ?? [];
  const unit = units.find(([words]) => words.test(word.toLowerCase()));
  const time = now.getTime() - (/^a/i.test(count) ? 1 : Number(count)) * (unit?.[1] ?? Number.NaN);
  const then = new Date(time);
  if (Number.isNaN(then.getTime()))
    throw usage(
      `${flag} takes a point of the past, not "${text}"`,
      'write "2 hours ago", 10m ago, a time or a position',
    );
  return then.toISOString();
};
