/** Turns the `at` of a request, a time or a position, into the position of the log that was the last one then. */
import type { EventStore, RecordedEvent } from '@chronovisor/event-store';
import { refuse } from '@chronovisor/kernel';
import { HttpProblem } from '../http-problem.ts';

const POSITION = /^\d{1,15}$/;

export interface Moments {
  readonly store: Pick<EventStore, 'head' | 'readAll'>;
  readonly now: () => Date;
}

const problem = (code: string, detail: string, hint: string, pointer: string): HttpProblem =>
  new HttpProblem(refuse(code, detail, { hint, errors: [{ pointer, detail }] }));

const firstAfter = async (store: Moments['store'], after: number): Promise<RecordedEvent | null> => {
  for await (const event of store.readAll({ after, limit: 1 })) return event;
  return null;
};

/** The last position whose event is not younger; 0 when all are. Found by halves, as times grow with positions. */
const lastUntil = async ({ store }: Moments, time: number): Promise<number> => {
  let low = 0;
  let high = await store.head();
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const event = await firstAfter(store, middle);
    if (event !== null && Date.parse(event.at) <= time) low = event.position;
    else high = middle;
  }
  return low;
};

/** Of the last event up to a position. */
export const timeOf = async (store: Moments['store'], position: number): Promise<string | null> =>
  (await firstAfter(store, position - 1))?.at ?? null;

const ofPosition = async ({ store }: Moments, position: number, pointer: string): Promise<number> => {
  const head = await store.head();
  const hint = `Give a position from 1 to ${head}, where the log ends, or a time.`;
  if (position === 0) throw problem('position.unknown', 'no event has the position 0', hint, pointer);
  if (position > head) throw problem('position.unknown', `position ${position} was never given out`, hint, pointer);
  return position;
};

const ofTime = async (moments: Moments, text: string, pointer: string): Promise<number> => {
  const time = Date.parse(text);
  const now = moments.now();
  if (time > now.getTime()) {
    const hint = `It is ${now.toISOString()} now; leave it out to see the present.`;
    throw problem('time.future', `${text} has not come yet`, hint, pointer);
  }
  const position = await lastUntil(moments, time);
  if (position > 0) return position;
  const first = await firstAfter(moments.store, 0);
  const hint =
    first === null ? 'Nothing has happened yet.' : `The first event is of ${first.at}: ask for a time from then on.`;
  throw problem('time.before-first', `nothing had happened by ${text}`, hint, pointer);
};

/** `pointer`: the parameter it came in. */
export const positionOf = (moments: Moments, text: string, pointer = '?at'): Promise<number> => {
  if (text === 'now') return moments.store.head();
  return POSITION.test(text) ? ofPosition(moments, Number(text), pointer) : ofTime(moments, text, pointer);
};
