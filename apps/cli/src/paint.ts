/** Colour by meaning, never by number; the identity where colour is not wanted. */

export type Meaning = 'good' | 'bad' | 'waiting' | 'title' | 'faint';
export type Paint = (meaning: Meaning, text: string) => string;

const codes: Readonly<Record<Meaning, readonly [on: number, off: number]>> = {
  good: [32, 39],
  bad: [31, 39],
  waiting: [33, 39],
  title: [1, 22],
  faint: [2, 22],
};

export const paintIn = (colour: boolean): Paint => {
  if (!colour) return (_, text) => text;
  return (meaning, text) => `\u001b[${codes[meaning][0]}m${text}\u001b[${codes[meaning][1]}m`;
};

const good = new Set(['running', 'ready', 'connected', 'succeeded', 'active', 'ok', 'accepted']);
const bad = new Set(['error', 'failed', 'lost', 'stuck', 'unknown', 'closed', 'denied', 'refused']);
const idle = new Set(['off', 'cancelled', 'suspended']);

/** What a status means to the eye; undefined when it means nothing in particular. */
export const meaningOf = (status: string): Meaning => {
  if (good.has(status)) return 'good';
  if (bad.has(status)) return 'bad';
  return idle.has(status) ? 'faint' : 'waiting';
};
