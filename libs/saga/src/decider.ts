/** The saga's decider: one input, and all that follows from it, in one commit. */
import { type Decider, isRefusal, type Json, type Refusal, refuse } from '@chronovisor/kernel';
import { advance, type Scene } from './advance.ts';
import { deadlinePassed, done, notDone, pauseOver } from './decide-answers.ts';
import { cancel, notFound, unstick } from './decide-orders.ts';
import { sagaEvent } from './events.ts';
import { evolveSaga } from './evolve.ts';
import type { SagaInput, TimedInput } from './inputs.ts';
import { planOf } from './plan.ts';
import type { SagaRegistry } from './registry.ts';
import { initialSaga, type SagaEvent, type SagaState } from './state.ts';

export type SagaDecider = Decider<TimedInput, SagaState, SagaEvent>;
type StartInput = Extract<SagaInput, { readonly type: 'start' }>;

const unknownDefinition = (name: string, version: number): Refusal =>
  refuse('saga.unknown-definition', `this process does not know the saga ${name} version ${version}`, {
    hint: 'Run a version of Chronovisor that has it; the saga goes on then.',
  });

const start = (registry: SagaRegistry, { definition, version, start: given }: StartInput, at: string) => {
  const saga = registry.get(definition, version);
  if (saga === null) return unknownDefinition(definition, version);
  const plan = planOf(saga, given.input);
  const { operationId, type, target } = given;
  const event = sagaEvent('saga.Started', {
    operationId,
    definition,
    definitionVersion: version,
    type,
    target,
    input: given.input as Json,
    steps: plan.steps.map(({ name }) => name),
  });
  return advance({ saga, plan, at }, initialSaga, [event]);
};

const direct = (scene: Scene, state: SagaState, input: Exclude<SagaInput, StartInput>) => {
  switch (input.type) {
    case 'done':
      return done(scene, state, input.of, input.answer);
    case 'not-done':
      return notDone(scene, state, input.of, input.problem);
    case 'deadline-passed':
      return deadlinePassed(scene, state, input.of);
    case 'pause-over':
      return pauseOver(scene, state, input.of);
    case 'cancel':
      return cancel(scene, state, input.by);
    case 'retry':
    case 'skip':
    case 'force':
      return unstick(state, input.type, input.by);
  }
};

export const createSagaDecider = (registry: SagaRegistry): SagaDecider => ({
  initial: initialSaga,
  evolve: evolveSaga,
  decide: (input, state) => {
    if (input.type === 'start') return state.started === null ? start(registry, input, input.at) : [];
    if (state.started === null) return notFound();
    const { definition, definitionVersion } = state.started;
    const saga = registry.get(definition, definitionVersion);
    if (saga === null) return unknownDefinition(definition, definitionVersion);
    const scene: Scene = { saga, plan: planOf(saga, state.started.input), at: input.at };
    const decision = direct(scene, state, input);
    return isRefusal(decision) ? decision : advance(scene, state, decision);
  },
});
