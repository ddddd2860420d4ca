/** Makes the events of a saga's stream: ids and times of attempts follow from what is known already. */
import { FINISH, type Problem } from '@chronovisor/contracts';
import { messageOf } from '@chronovisor/kernel';
import { derivedId } from '@chronovisor/kernel/ids';
import type { SagaCommand } from './definition.ts';
import { trackOf } from './evolve.ts';
import type { Direction, SagaEvent, SagaEventOf, SagaState } from './state.ts';

export const sagaEvent = <T extends SagaEvent['type']>(type: T, data: SagaEventOf<T>['data']): SagaEvent =>
  ({ type, version: 1, data }) as unknown as SagaEvent;

export const later = (at: string, seconds: number): string => new Date(Date.parse(at) + seconds * 1_000).toISOString();

/** The same attempt has the same id for ever, whoever sends it: that is what makes sending it again harmless. */
export const commandIdOf = (operationId: string, step: string, direction: Direction, attempt: number): string =>
  derivedId(operationId, `${step}/${direction}/${attempt}`);

/** A command a definition gave, or what went wrong in its code: a bug must not leave a saga half-way without a word. */
export type Made = { readonly command: SagaCommand | null } | { readonly bug: Problem };

export const made = (make: () => SagaCommand | null): Made => {
  try {
    return { command: make() };
  } catch (error) {
    return { bug: { code: 'saga.bug', message: `the definition of the step failed: ${messageOf(error)}` } };
  }
};

export interface Dispatch {
  readonly step: string;
  readonly direction: Direction;
  readonly deadlineSeconds: number;
  readonly make: () => SagaCommand | null;
}

/** An undo or a finish that fails for good waits for an operator. */
export const stuck = (step: string, problem: Problem): SagaEvent => sagaEvent('saga.Stuck', { step, problem });

export const isLast = (step: string, direction: Direction): boolean => direction === 'undo' || step === FINISH;

/** Nothing when the definition has no command for it. */
export const dispatched = (state: SagaState, at: string, { step, direction, ...how }: Dispatch): SagaEvent[] => {
  const attempt = trackOf(state, step, direction).attempt + 1;
  const commandId = commandIdOf(state.started?.operationId ?? '', step, direction, attempt);
  const given = made(how.make);
  if ('bug' in given) {
    const { bug: problem } = given;
    const failed = { step, direction, commandId, attempt, problem, retryAt: null, inDoubt: false };
    return [sagaEvent('saga.StepFailed', failed), ...(isLast(step, direction) ? [stuck(step, problem)] : [])];
  }
  if (given.command === null) return [];
  const { type, version, data } = given.command;
  const command = { type, version, data: data as never };
  const deadline = later(at, how.deadlineSeconds);
  return [sagaEvent('saga.StepDispatched', { step, direction, attempt, commandId, command, deadline })];
};
