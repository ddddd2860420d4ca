/** Folds what happened into a saga's state. */
import { FINISH, type Problem } from '@chronovisor/contracts';
import { assertNever } from '@chronovisor/kernel';
import {
  type Direction,
  freshStep,
  freshTrack,
  type Phase,
  type SagaEvent,
  type SagaEventOf,
  type SagaState,
  type StepState,
  type Track,
} from './state.ts';

export const cancelledProblem: Problem = { code: 'operation.cancelled', message: 'it was given up on request' };

export const trackOf = (state: SagaState, step: string, direction: Direction): Track =>
  step === FINISH ? state.finish : (state.steps[step] ?? freshStep)[direction];

const withStep = (state: SagaState, step: string, change: Partial<StepState>): SagaState => ({
  ...state,
  steps: { ...state.steps, [step]: { ...(state.steps[step] ?? freshStep), ...change } },
});

const withTrack = (state: SagaState, on: { readonly step: string; readonly direction: Direction }, track: Track) =>
  on.step === FINISH ? { ...state, finish: track } : withStep(state, on.step, { [on.direction]: track });

/** What was answered before counts for nothing now: it has to be done again. */
const afresh = (track: Track): Track => ({ ...track, phase: freshTrack.phase, failures: 0, floor: track.attempt });

const start = (state: SagaState, { data }: SagaEventOf<'saga.Started'>): SagaState => ({
  ...state,
  started: data,
  steps: Object.fromEntries(data.steps.map((name) => [name, freshStep])),
});

const dispatch = (state: SagaState, { data }: SagaEventOf<'saga.StepDispatched'>): SagaState => {
  const { commandId, deadline, attempt } = data;
  const track = trackOf(state, data.step, data.direction);
  return withTrack(state, data, { ...track, attempt, phase: { is: 'sent', commandId, deadline } });
};

const succeed = (state: SagaState, { data }: SagaEventOf<'saga.StepSucceeded'>): SagaState => {
  const { step, direction, output } = data;
  const track: Track = { ...trackOf(state, step, direction), phase: { is: 'done' }, failures: 0 };
  if (step === FINISH) return { ...state, finish: track };
  if (direction === 'do') return withTrack({ ...state, outputs: { ...state.outputs, [step]: output } }, data, track);
  if (!state.steps[step]?.owed) return withTrack(state, data, track);
  return withStep(state, step, { undo: afresh(track), owed: false });
};

const failedPhase = ({ data }: SagaEventOf<'saga.StepFailed'>): Phase => {
  const { problem, retryAt } = data;
  if (retryAt !== null) return { is: 'pausing', retryAt };
  return data.inDoubt && data.direction === 'do' && data.step !== FINISH
    ? { is: 'unknown', problem }
    : { is: 'failed', problem };
};

const fail = (state: SagaState, event: SagaEventOf<'saga.StepFailed'>): SagaState => {
  const { step, direction, attempt } = event.data;
  const track = trackOf(state, step, direction);
  return withTrack(state, event.data, { ...track, attempt, failures: track.failures + 1, phase: failedPhase(event) });
};

/** What was undone, or could not be, before it took effect has to be undone now; an undo under way may have come too early. */
const late = (state: SagaState, { data }: SagaEventOf<'saga.LateReply'>): SagaState => {
  const { step, outcome, output } = data;
  const { do: done, undo } = state.steps[step] ?? freshStep;
  if (outcome === 'failed') {
    const problem: Problem = { code: 'saga.late-failure', message: 'it failed after it had been given up' };
    return withStep(state, step, { do: { ...done, phase: { is: 'failed', problem } } });
  }
  const isUnderWay = undo.phase.is === 'sent';
  return withStep({ ...state, outputs: { ...state.outputs, [step]: output } }, step, {
    do: { ...done, phase: { is: 'done' } },
    undo: isUnderWay ? undo : afresh(undo),
    owed: isUnderWay,
  });
};

const skip = (track: Track): Track => ({ ...track, phase: { is: 'skipped' } });

/** What is taken back stays so; the end is recorded all the same, unless it is what cannot be done. */
const force = (state: SagaState): SagaState => ({
  ...state,
  finish: state.finish.phase.is === 'failed' ? skip(state.finish) : state.finish,
  steps: Object.fromEntries(
    Object.entries(state.steps).map(([name, { undo, ...step }]) => {
      return [name, { ...step, undo: undo.phase.is === 'done' ? undo : skip(undo), owed: false }];
    }),
  ),
});

const unstick = (state: SagaState, { data }: SagaEventOf<'saga.Unstuck'>): SagaState => {
  if (data.how === 'force') return force(state);
  const on = { step: data.step, direction: 'undo' } as const;
  const track = trackOf(state, on.step, on.direction);
  return withTrack(state, on, data.how === 'skip' ? skip(track) : { ...track, phase: freshTrack.phase, failures: 0 });
};

export const evolveSaga = (state: SagaState, event: SagaEvent): SagaState => {
  switch (event.type) {
    case 'saga.Started':
      return start(state, event);
    case 'saga.StepDispatched':
      return dispatch(state, event);
    case 'saga.StepSucceeded':
      return succeed(state, event);
    case 'saga.StepFailed':
      return fail(state, event);
    case 'saga.LateReply':
      return late(state, event);
    case 'saga.CompensationStarted':
      return {
        ...state,
        compensating: { cause: event.data.cause, problem: event.data.problem ?? cancelledProblem },
      };
    case 'saga.Unstuck':
      return unstick(state, event);
    case 'saga.Ended':
      return { ...state, ended: event.data.outcome };
    case 'saga.CancelRequested':
    case 'saga.Stuck':
      return state;
    default:
      return assertNever(event);
  }
};
