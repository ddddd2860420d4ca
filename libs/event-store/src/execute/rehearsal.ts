/** Within a rehearsal everything is decided as ever and nothing is recorded, whoever decides and however deep below. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { RecordedEvent } from '../port.ts';

/** A stream as it would be, for the decider that wrote to it. */
export interface Ahead {
  readonly decider: unknown;
  readonly folded: { readonly state: unknown; readonly revision: number; readonly position: number };
}

export interface Rehearsal {
  /** What would have been recorded so far, in order. */
  readonly events: RecordedEvent[];
  /** By stream; only those that would have been written to. Kept, so that ten thousand orders in one rehearsal are not folded anew for each. */
  readonly ahead: Map<string, Ahead>;
}

const rehearsals = new AsyncLocalStorage<Rehearsal>();

/** The one this code runs in, if any. */
export const currentRehearsal = (): Rehearsal | undefined => rehearsals.getStore();

export const newRehearsal = (): Rehearsal => ({ events: [], ahead: new Map() });

export interface Rehearsed<T> {
  readonly outcome: T;
  readonly events: readonly RecordedEvent[];
}

/** Executors take no part's word for it: all they are asked within `work` is a dry run. */
export const rehearse = async <T>(work: () => Promise<T>): Promise<Rehearsed<T>> => {
  const rehearsal = newRehearsal();
  const outcome = await rehearsals.run(rehearsal, work);
  return { outcome, events: rehearsal.events };
};
