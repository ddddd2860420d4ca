/** Folds the events of sagas into the operations they carry out. */
import {
  CancelRequested,
  CompensationStarted,
  SagaEnded,
  SagaStarted,
  SagaStuck,
  SagaUnstuck,
  StepDispatched,
  StepFailed,
  StepSucceeded,
} from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import { outsideProblem } from '../documents/problem.ts';
import { createReactions, type Reactions } from '../documents/reactions.ts';
import { pathOf } from '../documents/targets.ts';
import type { OperationRow, StepRow } from './row.ts';

/** Changes the operation of a saga's stream. */
export type AlterOperation = (event: RecordedEvent, alter: (operation: OperationRow) => void) => void;

const waiting = (name: string): StepRow => ({
  name,
  status: 'pending',
  attempt: 0,
  problem: null,
  startedAt: null,
  finishedAt: null,
});

const withStep = (operation: OperationRow, name: string, alter: (step: StepRow) => void): void => {
  const step = operation.steps?.find((one) => one.name === name);
  if (step !== undefined) alter(step);
};

const reactToSteps = (reactions: Reactions, alter: AlterOperation): Reactions =>
  reactions
    .on(StepDispatched, ({ step: name, direction, attempt }, event) =>
      alter(event, (operation) =>
        withStep(operation, name, (step) => {
          step.status = direction === 'do' ? 'running' : 'undoing';
          step.attempt = attempt;
          step.startedAt ??= event.at;
        }),
      ),
    )
    .on(StepSucceeded, ({ step: name, direction }, event) =>
      alter(event, (operation) =>
        withStep(operation, name, (step) => {
          step.status = direction === 'do' ? 'succeeded' : 'undone';
          step.finishedAt = event.at;
        }),
      ),
    )
    .on(StepFailed, ({ step: name, direction, attempt, problem, retryAt }, event) =>
      alter(event, (operation) =>
        withStep(operation, name, (step) => {
          step.attempt = attempt;
          step.problem = outsideProblem(problem);
          if (retryAt !== null || direction === 'undo') return;
          step.status = 'failed';
          step.finishedAt = event.at;
        }),
      ),
    );

export interface SagaSteps {
  readonly alter: AlterOperation;
  readonly end: (operation: OperationRow, event: RecordedEvent, status: OperationRow['status']) => void;
}

/** `SagaStarted` makes the row where nothing else has: the view does that before these reactions run. */
export const createSagaReactions = ({ alter, end }: SagaSteps): Reactions =>
  reactToSteps(createReactions(), alter)
    .on(SagaStarted, (data, event) =>
      alter(event, (operation) => {
        operation.type = data.type;
        operation.target = pathOf(data.target);
        operation.steps = data.steps.map(waiting);
      }),
    )
    .on(CancelRequested, (_data, event) => alter(event, (operation) => void (operation.status = 'cancelling')))
    .on(CompensationStarted, ({ cause, problem }, event) =>
      alter(event, (operation) => {
        if (cause === 'cancel') operation.status = 'cancelling';
        if (problem !== null) operation.problem = outsideProblem(problem);
      }),
    )
    .on(SagaStuck, ({ problem }, event) =>
      alter(event, (operation) => {
        operation.status = 'stuck';
        operation.problem = outsideProblem(problem);
      }),
    )
    .on(SagaUnstuck, (_data, event) => alter(event, (operation) => void (operation.status = 'running')))
    .on(SagaEnded, ({ outcome, problem }, event) =>
      alter(event, (operation) => {
        if (problem !== null) operation.problem = outsideProblem(problem);
        end(operation, event, outcome);
      }),
    );
