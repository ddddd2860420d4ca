/** What people may order: to give a saga up while it can be, and to say how to go on when it is stuck. */
import { FINISH } from '@chronovisor/contracts';
import { type Refusal, refuse } from '@chronovisor/kernel';
import type { Scene } from './advance.ts';
import { sagaEvent } from './events.ts';
import { cancelledProblem } from './evolve.ts';
import type { SagaEvent, SagaState } from './state.ts';

export const notFound = (): Refusal => refuse('operation.not-found', 'no operation of several steps has this id');

/** The reason that stands against it, or null. */
const reasonToGoOn = (scene: Scene, state: SagaState): string | null => {
  if (state.finish.phase.is !== 'waiting') return 'all its steps are done; only its end is being recorded';
  for (const { name, step } of scene.plan.steps) {
    const { is } = state.steps[name]?.do.phase ?? { is: 'waiting' };
    if ((is === 'sent' || is === 'pausing') && step.cancellable !== true) return step.cancellable;
  }
  return null;
};

export const cancel = (scene: Scene, state: SagaState, by: string): readonly SagaEvent[] | Refusal => {
  if (state.ended !== null) return refuse('operation.ended', `the operation has ended: ${state.ended}`);
  if (state.compensating !== null) return [];
  const reason = reasonToGoOn(scene, state);
  if (reason !== null) {
    return refuse('saga.not-cancellable', `it cannot be given up now: ${reason}`, {
      hint: 'Wait for the step to end, or for the operation.',
    });
  }
  return [
    sagaEvent('saga.CancelRequested', { by }),
    sagaEvent('saga.CompensationStarted', { cause: 'cancel', problem: cancelledProblem }),
  ];
};

const stuckSteps = (state: SagaState): string[] => [
  ...Object.entries(state.steps)
    .filter(([, { undo }]) => undo.phase.is === 'failed')
    .map(([name]) => name),
  ...(state.finish.phase.is === 'failed' ? [FINISH] : []),
];

export const isStuck = (state: SagaState): boolean => stuckSteps(state).length > 0;

export const unstick = (
  state: SagaState,
  how: 'retry' | 'skip' | 'force',
  by: string,
): readonly SagaEvent[] | Refusal => {
  const steps = stuckSteps(state);
  const [first] = steps;
  if (first === undefined) {
    return refuse('saga.not-stuck', 'the operation is not stuck', {
      hint: 'Look at its status; it goes on by itself.',
    });
  }
  if (how !== 'force') return steps.map((step) => sagaEvent('saga.Unstuck', { step, how, by }));
  return [sagaEvent('saga.Unstuck', { step: first, how, by })];
};
