/** The sagas that are not over, folded from the log. */
import { type CommandEnvelope, FINISH } from '@chronovisor/contracts';
import type { EventMeta, RecordedEvent } from '@chronovisor/event-store';
import { stepEnvelope } from './meta.ts';
import { evolveSaga } from './evolve.ts';
import type { Attempt } from './inputs.ts';
import { type Direction, initialSaga, type SagaEvent, type SagaEventOf, type SagaState, type Track } from './state.ts';
import type { Wait } from './timers.ts';

export interface Tracked {
  readonly operationId: string;
  /** Of its first event. */
  readonly meta: EventMeta;
  state: SagaState;
  /** By command id; every attempt so far. */
  readonly sent: Map<string, { readonly of: Attempt; readonly envelope: CommandEnvelope }>;
  /** By `<step>/<direction>`: the latest deadline or pause. */
  readonly waits: Map<string, Wait>;
  /** What the runner has under way for it. */
  readonly errands: Set<string>;
  readonly timers: Set<string>;
}

export interface PlacedTrack {
  readonly step: string;
  readonly direction: Direction;
  readonly track: Track;
}

export const tracksOf = (state: SagaState): PlacedTrack[] => [
  ...Object.entries(state.steps).flatMap(([step, both]): PlacedTrack[] => [
    { step, direction: 'do', track: both.do },
    { step, direction: 'undo', track: both.undo },
  ]),
  { step: FINISH, direction: 'do', track: state.finish },
];

/** Of a saga that has ended: something may still come of it. */
const isOpen = ({ track: { phase }, direction }: PlacedTrack): boolean => {
  if (phase.is === 'sent' || phase.is === 'unknown') return true;
  return direction === 'undo' && (phase.is === 'pausing' || phase.is === 'failed');
};

const STREAM = 'saga-';
export const sagaStream = (operationId: string): string => `${STREAM}${operationId}`;

export class SagaTable {
  readonly sagas = new Map<string, Tracked>();
  /** Which saga sent a command. */
  readonly #senders = new Map<string, Tracked>();
  readonly #owes: (state: SagaState) => boolean;

  /** `owes`: whether something may have taken effect that is still to be taken back. */
  constructor(owes: (state: SagaState) => boolean) {
    this.#owes = owes;
  }

  clear(): void {
    this.sagas.clear();
    this.#senders.clear();
  }

  senderOf(commandId: string | undefined): Tracked | null {
    return commandId === undefined ? null : (this.#senders.get(commandId) ?? null);
  }

  /** The saga the event belongs to, also when the event was its last; null for events of none. */
  fold(recorded: RecordedEvent): Tracked | null {
    if (!recorded.stream.startsWith(STREAM)) return null;
    const operationId = recorded.stream.slice(STREAM.length);
    const event = recorded as unknown as SagaEvent;
    const tracked = this.sagas.get(operationId) ?? this.#begin(operationId, recorded, event);
    if (tracked === null) return null;
    tracked.state = evolveSaga(tracked.state, event);
    this.#note(tracked, recorded, event);
    if (this.#isOver(tracked.state)) this.#forget(tracked);
    return tracked;
  }

  #begin(operationId: string, { meta }: RecordedEvent, event: SagaEvent): Tracked | null {
    if (event.type !== 'saga.Started') return null;
    const tracked: Tracked = {
      operationId,
      meta,
      state: initialSaga,
      sent: new Map(),
      waits: new Map(),
      errands: new Set(),
      timers: new Set(),
    };
    this.sagas.set(operationId, tracked);
    return tracked;
  }

  #note(tracked: Tracked, recorded: RecordedEvent, event: SagaEvent): void {
    const wait = (data: { step: string; direction: Direction }, due: string): void => {
      const dueMs = Date.parse(due);
      tracked.waits.set(`${data.step}/${data.direction}`, { dueMs, fullMs: dueMs - Date.parse(recorded.at) });
    };
    if (event.type === 'saga.StepDispatched') {
      this.#send(tracked, recorded, event);
      wait(event.data, event.data.deadline);
    }
    if (event.type === 'saga.StepFailed' && event.data.retryAt !== null) wait(event.data, event.data.retryAt);
  }

  #send(tracked: Tracked, recorded: RecordedEvent, { data }: SagaEventOf<'saga.StepDispatched'>): void {
    const { step, direction, attempt, commandId } = data;
    const envelope = stepEnvelope(recorded, tracked.operationId, tracked.meta);
    tracked.sent.set(commandId, { of: { step, direction, attempt, commandId }, envelope });
    this.#senders.set(commandId, tracked);
  }

  /** Ended, nothing left to undo, and no answer can come any more that would have to be. */
  #isOver(state: SagaState): boolean {
    return state.ended !== null && !tracksOf(state).some(isOpen) && !this.#owes(state);
  }

  #forget(tracked: Tracked): void {
    this.sagas.delete(tracked.operationId);
    for (const commandId of tracked.sent.keys()) this.#senders.delete(commandId);
  }
}
