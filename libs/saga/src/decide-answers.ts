/** What an answer, or the lack of one, means for the step it belongs to. */
import { FINISH, type Problem, type RefusalCode, refusalClasses } from '@chronovisor/contracts';
import { type Json, messageOf } from '@chronovisor/kernel';
import { dispatchDo, dispatchFinish, dispatchUndo, isOwing, type Scene } from './advance.ts';
import type { StepRetry } from './definition.ts';
import { isLast, later, sagaEvent, stuck } from './events.ts';
import { trackOf } from './evolve.ts';
import type { Attempt } from './inputs.ts';
import type { SagaEvent, SagaState, Track } from './state.ts';

const DO_RETRY = { maxAttempts: 5, firstSeconds: 0.5, maxSeconds: 30 };
/** Undoing is not given up lightly: about a minute in all. */
const UNDO_RETRY = { maxAttempts: 8, firstSeconds: 0.5, maxSeconds: 30 };

const pauseSeconds = (retry: StepRetry | undefined, failures: number): number =>
  Math.min(
    retry?.maxSeconds ?? DO_RETRY.maxSeconds,
    (retry?.firstSeconds ?? DO_RETRY.firstSeconds) * 2 ** Math.min(failures - 1, 30),
  );

const isTransient = ({ code }: Problem, retry: StepRetry | undefined): boolean =>
  refusalClasses[code as RefusalCode] === 'unavailable' || (retry?.transient ?? []).includes(code);

/** Answers to an attempt that was overtaken tell nothing. */
const isCurrent = (track: Track, { attempt }: Attempt): boolean =>
  track.phase.is === 'sent' && track.attempt === attempt;

const lateReply = (of: Attempt, outcome: 'succeeded' | 'failed', output: Json): SagaEvent[] => {
  const { step, direction, commandId } = of;
  return [sagaEvent('saga.LateReply', { step, direction, commandId, outcome, output })];
};

const outputOf = (
  scene: Scene,
  step: string,
  answer: Json,
): { readonly output: Json } | { readonly problem: Problem } => {
  try {
    const given = scene.plan.byName.get(step)?.step.output?.(answer) ?? answer;
    return { output: given as Json };
  } catch (error) {
    return { problem: { code: 'saga.bug', message: `the answer could not be read: ${messageOf(error)}` } };
  }
};

const succeeded = ({ step, direction, commandId }: Attempt, output: Json): SagaEvent[] => [
  sagaEvent('saga.StepSucceeded', { step, direction, commandId, output }),
];

const doneDo = (scene: Scene, state: SagaState, of: Attempt, answer: Json): SagaEvent[] => {
  const { is } = trackOf(state, of.step, 'do').phase;
  if (is === 'done' || is === 'waiting') return [];
  const read = outputOf(scene, of.step, answer);
  if (state.compensating !== null || state.ended !== null) {
    return lateReply(of, 'succeeded', 'output' in read ? read.output : null);
  }
  if ('output' in read) return succeeded(of, read.output);
  // It took effect and cannot be gone on with: in doubt, so that it is undone.
  const { step, direction, commandId, attempt } = of;
  const { problem } = read;
  return [sagaEvent('saga.StepFailed', { step, direction, commandId, attempt, problem, retryAt: null, inDoubt: true })];
};

export const done = (scene: Scene, state: SagaState, of: Attempt, answer: Json): SagaEvent[] => {
  if (!isLast(of.step, of.direction)) return doneDo(scene, state, of, answer);
  const track = trackOf(state, of.step, of.direction);
  const isOpen = track.phase.is === 'sent' || track.phase.is === 'pausing' || track.phase.is === 'failed';
  return isOpen && of.attempt > track.floor ? succeeded(of, null) : [];
};

interface Failure {
  readonly problem: Problem;
  readonly inDoubt: boolean;
}

const failedDo = (scene: Scene, state: SagaState, of: Attempt, failure: Failure): SagaEvent[] => {
  const { step, direction, commandId, attempt } = of;
  const retry = scene.plan.byName.get(step)?.step.retry;
  const failures = trackOf(state, step, 'do').failures + 1;
  const again =
    !failure.inDoubt &&
    state.compensating === null &&
    failures < (retry?.maxAttempts ?? DO_RETRY.maxAttempts) &&
    isTransient(failure.problem, retry);
  const retryAt = again ? later(scene.at, pauseSeconds(retry, failures)) : null;
  return [sagaEvent('saga.StepFailed', { step, direction, commandId, attempt, retryAt, ...failure })];
};

/** As long as its step may still take effect, an undo that fails may only have come too early. */
const failedLast = (scene: Scene, state: SagaState, of: Attempt, failure: Failure): SagaEvent[] => {
  const { step, direction, commandId, attempt } = of;
  const failures = trackOf(state, step, direction).failures + 1;
  const tooEarly = direction === 'undo' && trackOf(state, step, 'do').phase.is === 'sent';
  const again = tooEarly || failures < UNDO_RETRY.maxAttempts;
  const retryAt = again ? later(scene.at, pauseSeconds(UNDO_RETRY, failures)) : null;
  const event = sagaEvent('saga.StepFailed', { step, direction, commandId, attempt, retryAt, ...failure });
  return again ? [event] : [event, stuck(step, failure.problem)];
};

export const notDone = (scene: Scene, state: SagaState, of: Attempt, problem: Problem): SagaEvent[] => {
  const track = trackOf(state, of.step, of.direction);
  const failure: Failure = { problem, inDoubt: false };
  if (isLast(of.step, of.direction)) return isCurrent(track, of) ? failedLast(scene, state, of, failure) : [];
  if (state.compensating !== null) {
    const isUnresolved = track.phase.is === 'sent' || track.phase.is === 'unknown';
    return isUnresolved && track.attempt === of.attempt ? lateReply(of, 'failed', null) : [];
  }
  return isCurrent(track, of) ? failedDo(scene, state, of, failure) : [];
};

export const deadlinePassed = (scene: Scene, state: SagaState, of: Attempt): SagaEvent[] => {
  const track = trackOf(state, of.step, of.direction);
  const isDo = !isLast(of.step, of.direction);
  if (!isCurrent(track, of) || (isDo && state.ended !== null)) return [];
  const problem: Problem = {
    code: 'saga.deadline',
    message: `the step ${of.step} was not answered in time`,
    hint: 'Look at the service that carries the step out; the saga undoes the step in case it took effect.',
  };
  return (isDo ? failedDo : failedLast)(scene, state, of, { problem, inDoubt: true });
};

export const pauseOver = (scene: Scene, state: SagaState, of: Omit<Attempt, 'commandId'>): SagaEvent[] => {
  const track = trackOf(state, of.step, of.direction);
  if (track.phase.is !== 'pausing' || track.attempt !== of.attempt) return [];
  if (of.step === FINISH) return dispatchFinish(scene, state);
  const planned = scene.plan.byName.get(of.step);
  if (planned === undefined) return [];
  if (of.direction === 'undo') return isOwing(state, planned) ? dispatchUndo(scene, state, planned) : [];
  return state.compensating === null ? dispatchDo(scene, state, planned) : [];
};
