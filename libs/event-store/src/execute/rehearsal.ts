/** Within a rehearsal everything is decided as ever and nothing is recorded, whoever decides and however deep below. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { RecordedEvent } from '../port.ts';

export interface Rehearsal {
  /** What would have been recorded so far, in order. */
  readonly events: RecordedEvent[];
}

const rehearsals = new AsyncLocalStorage<Rehearsal>();

/** The one this code runs in, if any. */
export const currentRehearsal = (): Rehearsal | undefined => rehearsals.getStore();

export interface Rehearsed<T> {
  readonly outcome: T;
  readonly events: readonly RecordedEvent[];
}

/** Executors take no part's word for it: all they are asked within `work` is a dry run. */
export const rehearse = async <T>(work: () => Promise<T>): Promise<Rehearsed<T>> => {
  const rehearsal: Rehearsal = { events: [] };
  const outcome = await rehearsals.run(rehearsal, work);
  return { outcome, events: rehearsal.events };
};
