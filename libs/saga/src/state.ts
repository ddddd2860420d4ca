/** A saga as its own stream tells it. */
import type {
  CancelRequested,
  CompensationStarted,
  LateReply,
  MessageOf,
  Problem,
  SagaEnded,
  SagaStarted,
  SagaStuck,
  SagaUnstuck,
  StepDispatched,
  StepFailed,
  StepSucceeded,
} from '@chronovisor/contracts';
import type { Json } from '@chronovisor/kernel';
import type { SagaOutcome } from './definition.ts';

type Wire = MessageOf<
  | typeof SagaStarted
  | typeof StepDispatched
  | typeof StepSucceeded
  | typeof StepFailed
  | typeof CompensationStarted
  | typeof CancelRequested
  | typeof LateReply
  | typeof SagaStuck
  | typeof SagaUnstuck
  | typeof SagaEnded
>;
/** Ids are derived here, not parsed, so their brands would only be asserted; answers are any JSON. */
type Loose<K, V> = K extends 'commandId' | 'operationId' ? string : K extends 'input' | 'output' ? Json : V;
type Plain<E> = E extends { readonly type: infer T; readonly data: infer D }
  ? { readonly type: T; readonly version: 1; readonly data: { readonly [K in keyof D]: Loose<K, D[K]> } }
  : never;

export type SagaEvent = Plain<Wire>;
export type SagaEventOf<T extends SagaEvent['type']> = Extract<SagaEvent, { readonly type: T }>;

export type Direction = 'do' | 'undo';

/** One direction of one step. */
export type Phase =
  | { readonly is: 'waiting' }
  | { readonly is: 'sent'; readonly commandId: string; readonly deadline: string }
  /** Failed, and tried again at `retryAt`. */
  | { readonly is: 'pausing'; readonly retryAt: string }
  | { readonly is: 'done' }
  /** For good. An undo or the finish that failed for good is stuck. */
  | { readonly is: 'failed'; readonly problem: Problem }
  /** Its deadline passed: nobody knows whether it took effect. */
  | { readonly is: 'unknown'; readonly problem: Problem }
  /** An operator said so. */
  | { readonly is: 'skipped' };

export interface Track {
  readonly phase: Phase;
  /** Attempts dispatched so far. */
  readonly attempt: number;
  /** Failures in a row since an operator last said retry. */
  readonly failures: number;
  /** Answers to attempts up to this one tell nothing any more. */
  readonly floor: number;
}

export interface StepState {
  readonly do: Track;
  readonly undo: Track;
  /** It took effect after its undo had been sent: the undo has to be done once more. */
  readonly owed: boolean;
}

export interface SagaState {
  /** Null on a stream without events. */
  readonly started: SagaEventOf<'saga.Started'>['data'] | null;
  readonly steps: Readonly<Record<string, StepState>>;
  readonly finish: Track;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly compensating: { readonly cause: 'failure' | 'cancel'; readonly problem: Problem } | null;
  readonly ended: SagaOutcome | null;
}

export const freshTrack: Track = { phase: { is: 'waiting' }, attempt: 0, failures: 0, floor: 0 };
export const freshStep: StepState = { do: freshTrack, undo: freshTrack, owed: false };
export const initialSaga: SagaState = {
  started: null,
  steps: {},
  finish: freshTrack,
  outputs: {},
  compensating: null,
  ended: null,
};
