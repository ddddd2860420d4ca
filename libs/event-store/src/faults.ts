/** The faults every adapter of the store speaks with, so that callers read one list whichever engine is behind. */
import { Fault } from '@chronovisor/kernel';

type Facts = Readonly<Record<string, unknown>>;

/** Nothing was written; the same call may succeed later. */
export const unavailable = (message: string, cause?: unknown, facts: Facts = {}): Fault =>
  new Fault('store.unavailable', message, { retry: 'later', cause, facts });

/** The commit may or may not be stored; appending it again with the same id tells. */
export const unknownOutcome = (message: string, cause?: unknown, facts: Facts = {}): Fault =>
  new Fault('store.unknown-outcome', message, { retry: 'look-first', cause, facts });

export const damaged = (message: string, cause?: unknown, facts: Facts = {}): Fault =>
  new Fault('store.damaged', message, { retry: 'never', cause, facts });

export const inUse = (file: string, cause?: unknown): Fault =>
  new Fault('store.in-use', `another process has the event store ${file} open; stop it first, a store has one writer`, {
    retry: 'later',
    cause,
    facts: { file },
  });

export const unsupported = (message: string, cause?: unknown): Fault =>
  new Fault('store.unsupported', message, { retry: 'never', cause });

export const tooLarge = (bytes: number, limit: number, cause?: unknown): Fault =>
  new Fault(
    'store.too-large',
    `the commit has ${bytes} bytes, the store takes ${limit}; split the work into several commands`,
    {
      retry: 'never',
      cause,
      facts: { bytes, limit },
    },
  );

export const closed = (): Fault => unavailable('the event store is closed');
