/** What a saga can be told, by the log, by the clock and by people. */
import type { Problem } from '@chronovisor/contracts';
import type { Json } from '@chronovisor/kernel';
import type { SagaStart } from './definition.ts';
import type { Direction } from './state.ts';

/** One attempt at one direction of one step. */
export interface Attempt {
  readonly step: string;
  readonly direction: Direction;
  readonly attempt: number;
  readonly commandId: string;
}

export type SagaInput =
  | {
      readonly type: 'start';
      readonly definition: string;
      readonly version: number;
      readonly start: SagaStart<unknown>;
    }
  | { readonly type: 'done'; readonly of: Attempt; readonly answer: Json }
  | { readonly type: 'not-done'; readonly of: Attempt; readonly problem: Problem }
  /** No answer came in time. */
  | { readonly type: 'deadline-passed'; readonly of: Attempt }
  | { readonly type: 'pause-over'; readonly of: Omit<Attempt, 'commandId'> }
  | { readonly type: 'cancel' | 'retry' | 'skip' | 'force'; readonly by: string };

/** RFC 3339; facts come in with the input. */
export type TimedInput = SagaInput & { readonly at: string };
