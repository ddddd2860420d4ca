/** What has to be under way for a saga as it stands: commands to send, deadlines and pauses to wait for. */
import type { Attempt, SagaInput } from './inputs.ts';
import { type PlacedTrack, type Tracked, tracksOf } from './table.ts';
import type { Wait } from './timers.ts';

export interface WantedSend {
  readonly key: string;
  readonly commandId: string;
}

export interface WantedWait {
  readonly key: string;
  readonly wait: Wait;
  /** A deadline leaves time for an answer that lies ready; a pause does not. */
  readonly isDeadline: boolean;
  /** What the saga is told when the time is over. */
  readonly input: SagaInput;
}

export interface Wanted {
  readonly sends: readonly WantedSend[];
  readonly waits: readonly WantedWait[];
}

/** A step that is being given up is not asked for any more; its answer may still come. */
const isGivenUp = ({ state }: Tracked, { step, direction }: PlacedTrack): boolean =>
  direction === 'do' && step in state.steps && state.compensating !== null;

const wantedSend = (tracked: Tracked, placed: PlacedTrack): WantedSend[] => {
  const { phase } = placed.track;
  if (phase.is !== 'sent' || isGivenUp(tracked, placed)) return [];
  return [{ key: `send ${phase.commandId}`, commandId: phase.commandId }];
};

const wantedWait = (tracked: Tracked, placed: PlacedTrack): WantedWait[] => {
  const { step, direction, track } = placed;
  const wait = tracked.waits.get(`${step}/${direction}`);
  if (wait === undefined) return [];
  const { attempt, phase } = track;
  if (phase.is === 'sent') {
    if (tracked.state.ended !== null && isGivenUp(tracked, placed)) return [];
    const of: Attempt = { step, direction, attempt, commandId: phase.commandId };
    return [{ key: `deadline ${of.commandId}`, wait, isDeadline: true, input: { type: 'deadline-passed', of } }];
  }
  if (phase.is !== 'pausing' || isGivenUp(tracked, placed)) return [];
  const of = { step, direction, attempt };
  const key = `pause ${tracked.operationId} ${step}/${direction}/${attempt}`;
  return [{ key, wait, isDeadline: false, input: { type: 'pause-over', of } }];
};

export const wantedOf = (tracked: Tracked): Wanted => {
  const tracks = tracksOf(tracked.state);
  return {
    sends: tracks.flatMap((placed) => wantedSend(tracked, placed)),
    waits: tracks.flatMap((placed) => wantedWait(tracked, placed)),
  };
};
