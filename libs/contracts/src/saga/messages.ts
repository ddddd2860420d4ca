/** Events of a saga: its own stream is its log and its outbox. */
import { z } from 'zod';
import { command, event } from '../define.ts';
import { CommandId, OperationId } from '../ids.ts';
import { Problem } from '../messages.ts';
import { Timestamp } from '../units.ts';

const direction = z.enum(['do', 'undo']);
const step = z.string().max(100);

export const SagaStarted = event('saga.Started', 'A saga began; its definition and version are pinned.', {
  operationId: OperationId,
  definition: z.string(),
  definitionVersion: z.int().positive(),
  /** Operation type, e.g. `vm.create`, and its target, e.g. `/vms/<id>`. */
  type: z.string(),
  target: z.string(),
  input: z.json(),
  steps: z.array(step),
});
/** The last step of a saga whose definition says something at its end; not among `steps`. */
export const FINISH = 'finish';
export const StepDispatched = event(
  'saga.StepDispatched',
  'A step’s command is to be sent: sent until it is answered.',
  {
    step,
    direction,
    attempt: z.int().positive(),
    commandId: CommandId,
    command: z.strictObject({ type: z.string(), version: z.int(), data: z.json() }),
    deadline: Timestamp,
  },
);
export const StepSucceeded = event('saga.StepSucceeded', 'A step is done.', {
  step,
  direction,
  commandId: CommandId,
  output: z.json(),
});
export const StepFailed = event(
  'saga.StepFailed',
  'An attempt at a step failed; `retryAt` when it will be tried again.',
  {
    step,
    direction,
    commandId: CommandId,
    attempt: z.int().positive(),
    problem: Problem,
    retryAt: Timestamp.nullable(),
    /** True when nobody knows whether it took effect: no answer came in time. */
    inDoubt: z.boolean(),
  },
);
export const CompensationStarted = event('saga.CompensationStarted', 'What was done is being undone, last first.', {
  cause: z.enum(['failure', 'cancel']),
  problem: Problem.nullable(),
});
export const CancelRequested = event('saga.CancelRequested', 'Somebody asked to give it up.', { by: z.string() });
export const LateReply = event('saga.LateReply', 'An answer came after the step had been given up.', {
  step,
  direction,
  commandId: CommandId,
  outcome: z.enum(['succeeded', 'failed']),
  output: z.json(),
});
export const SagaStuck = event('saga.Stuck', 'An undo failed for good: an operator has to say retry, skip or force.', {
  step,
  problem: Problem,
});
export const SagaUnstuck = event('saga.Unstuck', 'An operator said how to go on.', {
  step,
  how: z.enum(['retry', 'skip', 'force']),
  by: z.string(),
});
export const SagaEnded = event('saga.Ended', 'It is over.', {
  outcome: z.enum(['succeeded', 'failed', 'cancelled']),
  problem: Problem.nullable(),
});

export const CancelSaga = command(
  'saga.Cancel',
  'Give the operation up and undo it. Legal while it runs and its current step can be cancelled.',
  { operationId: OperationId },
);
export const RetrySaga = command('saga.Retry', 'Try the failed undo again. Legal when stuck.', {
  operationId: OperationId,
});
export const SkipSagaStep = command('saga.Skip', 'Go on without the failed undo. Legal when stuck.', {
  operationId: OperationId,
});
export const ForceSaga = command('saga.Force', 'End it as it is. Legal when stuck.', { operationId: OperationId });

export const sagaEvents = [
  SagaStarted,
  StepDispatched,
  StepSucceeded,
  StepFailed,
  CompensationStarted,
  CancelRequested,
  LateReply,
  SagaStuck,
  SagaUnstuck,
  SagaEnded,
] as const;
export const sagaCommands = [CancelSaga, RetrySaga, SkipSagaStep, ForceSaga] as const;
export const sagaRefusals = {
  'saga.not-stuck': 'conflict',
  'saga.not-cancellable': 'conflict',
  'saga.unknown-definition': 'unavailable',
} as const;
