/**
 * What follows from where a saga stands: forward step by step, backward from what stands on top, then its end.
 *
 *   running ──all done──▶ finish ──▶ succeeded
 *      └─failure, cancel─▶ compensating ──all undone──▶ finish ──▶ failed | cancelled
 *                               └─undo fails for good─▶ stuck ──retry, skip, force─▶ …
 */
import { FINISH, type Problem } from '@chronovisor/contracts';
import type { AnySaga, SagaOutcome } from './definition.ts';
import { dispatched, made, sagaEvent } from './events.ts';
import { evolveSaga } from './evolve.ts';
import type { PlannedStep, SagaPlan } from './plan.ts';
import { freshStep, type Phase, type SagaEvent, type SagaState, type StepState } from './state.ts';

export interface Scene {
  readonly saga: AnySaga;
  readonly plan: SagaPlan;
  readonly at: string;
}

const DEADLINE_SECONDS = 300;

const stepOf = (state: SagaState, { name }: PlannedStep): StepState => state.steps[name] ?? freshStep;
const inputOf = (state: SagaState): unknown => state.started?.input;

export const dispatchDo = ({ at }: Scene, state: SagaState, { step, name }: PlannedStep): SagaEvent[] =>
  dispatched(state, at, {
    step: name,
    direction: 'do',
    deadlineSeconds: step.deadlineSeconds ?? DEADLINE_SECONDS,
    make: () => step.do(inputOf(state), state.outputs),
  });

const makeUndo = (state: SagaState, { step: { undo } }: PlannedStep) =>
  undo === 'nothing' ? null : undo(inputOf(state), state.outputs);

export const dispatchUndo = ({ at }: Scene, state: SagaState, planned: PlannedStep): SagaEvent[] =>
  dispatched(state, at, {
    step: planned.name,
    direction: 'undo',
    deadlineSeconds: planned.step.deadlineSeconds ?? DEADLINE_SECONDS,
    make: () => makeUndo(state, planned),
  });

const mayHaveTakenEffect: ReadonlySet<Phase['is']> = new Set(['sent', 'done', 'unknown']);

/** It may have taken effect and is not taken back; or it failed because it is being taken back, which then has to end first. */
export const isOwing = (state: SagaState, planned: PlannedStep): boolean => {
  const { do: done, undo } = stepOf(state, planned);
  if (undo.phase.is === 'done' || undo.phase.is === 'skipped') return false;
  if (undo.phase.is === 'sent') return true;
  if (!mayHaveTakenEffect.has(done.phase.is)) return false;
  const given = made(() => makeUndo(state, planned));
  return 'bug' in given || given.command !== null;
};

/** What is done for good stays; only a saga that gives itself up takes back. */
export const owesUndo = (state: SagaState, plan: SagaPlan): boolean =>
  state.compensating !== null && plan.steps.some((planned) => isOwing(state, planned));

const leftOf = (state: SagaState, plan: SagaPlan): readonly string[] =>
  plan.steps
    .filter((planned) => {
      const { do: done, undo } = stepOf(state, planned);
      const owed = planned.step.undo !== 'nothing' && mayHaveTakenEffect.has(done.phase.is);
      return owed && undo.phase.is === 'skipped';
    })
    .map(({ name }) => name);

export const outcomeOf = ({ compensating }: SagaState): SagaOutcome => {
  if (compensating === null) return 'succeeded';
  return compensating.cause === 'cancel' ? 'cancelled' : 'failed';
};

export const ended = (state: SagaState): SagaEvent =>
  sagaEvent('saga.Ended', { outcome: outcomeOf(state), problem: state.compensating?.problem ?? null });

export const dispatchFinish = ({ saga, plan, at }: Scene, state: SagaState): SagaEvent[] => {
  const problem = state.compensating?.problem ?? null;
  const left = leftOf(state, plan);
  const ending = { outcome: outcomeOf(state), input: inputOf(state), outputs: state.outputs, problem, left };
  return dispatched(state, at, {
    step: FINISH,
    direction: 'do',
    deadlineSeconds: DEADLINE_SECONDS,
    make: () => saga.finish?.(ending) ?? null,
  });
};

const finish = (scene: Scene, state: SagaState): SagaEvent[] => {
  const { is } = state.finish.phase;
  if (is === 'done' || is === 'skipped') return [ended(state)];
  if (is !== 'waiting') return [];
  const events = dispatchFinish(scene, state);
  return events.length > 0 ? events : [ended(state)];
};

const brokenBy = (state: SagaState, plan: SagaPlan): Problem | null => {
  for (const planned of plan.steps) {
    const { phase } = stepOf(state, planned).do;
    if (phase.is === 'failed' || phase.is === 'unknown') return phase.problem;
  }
  return null;
};

const forward = (scene: Scene, state: SagaState): SagaEvent[] => {
  const { steps, byName } = scene.plan;
  const problem = brokenBy(state, scene.plan);
  if (problem) return [sagaEvent('saga.CompensationStarted', { cause: 'failure', problem })];
  const isDone = (planned: PlannedStep | undefined): boolean =>
    planned !== undefined && stepOf(state, planned).do.phase.is === 'done';
  const isReady = (planned: PlannedStep): boolean =>
    stepOf(state, planned).do.phase.is === 'waiting' && planned.needs.every((name) => isDone(byName.get(name)));
  if (steps.every(isDone)) return finish(scene, state);
  return steps.filter(isReady).flatMap((planned) => dispatchDo(scene, state, planned));
};

const backward = (scene: Scene, state: SagaState): SagaEvent[] => {
  const owing = scene.plan.steps.filter((planned) => isOwing(state, planned));
  const isFree = (planned: PlannedStep): boolean => !owing.some(({ name }) => planned.carries.has(name));
  const events = owing
    .filter((planned) => stepOf(state, planned).undo.phase.is === 'waiting' && isFree(planned))
    .flatMap((planned) => dispatchUndo(scene, state, planned));
  return owing.length > 0 || state.ended !== null ? events : finish(scene, state);
};

const next = (scene: Scene, state: SagaState): SagaEvent[] => {
  if (state.compensating !== null) return backward(scene, state);
  return state.ended === null ? forward(scene, state) : [];
};

/** The events given, and all that follow from them at once. */
export const advance = (scene: Scene, before: SagaState, first: readonly SagaEvent[]): SagaEvent[] => {
  const all: SagaEvent[] = [];
  let state = before;
  for (let events = first; events.length > 0; events = next(scene, state)) {
    all.push(...events);
    state = events.reduce(evolveSaga, state);
  }
  return all;
};
