/** Drives sagas: follows the log, sends what their outbox says, and tells them what became of it. Knows nothing the log does not. */
import type { Bus } from '@chronovisor/bus';
import type { CommandEnvelope, ForeseenStep, Reply } from '@chronovisor/contracts';
import type { EventMeta, Executor, RecordedEvent } from '@chronovisor/event-store';
import type { Logger } from '@chronovisor/telemetry';
import { owesUndo } from './advance.ts';
import { type Answer, createRecentOutcomes, readOutcome, readReply, tellsOfWork } from './answers.ts';
import type { Backoff } from './backoff.ts';
import { type Clock, systemClock } from './clock.ts';
import { type Courier, createCourier, type Verdict } from './courier.ts';
import { createSagaDecider } from './decider.ts';
import { isStuck } from './decide-orders.ts';
import type { AnySaga } from './definition.ts';
import { endedRequest } from './dispatcher.ts';
import type { LogFollower } from './follower.ts';
import type { SagaInput } from './inputs.ts';
import { carryOutOrder } from './orders.ts';
import { foreseenSteps, planOf } from './plan.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { createSagaRegistry, type SagaRegistry } from './registry.ts';
import type { SagaEvent, SagaState } from './state.ts';
import { SagaTable, type Tracked } from './table.ts';
import { createTimers, leftOf, type Timers } from './timers.ts';
import { type WantedWait, wantedOf } from './wanted.ts';

export interface SagaRunnerOptions {
  readonly executor: Executor;
  readonly bus: Pick<Bus, 'command' | 'onStatus'>;
  readonly log: Logger;
  readonly definitions: readonly AnySaga[];
  readonly name?: string;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly backoff?: Backoff;
  readonly repeatMs?: number;
  /** After a restart a deadline that has passed is waited for this much longer. Default 5 s. */
  readonly graceMs?: number;
}

export interface SagaRunner extends LogFollower {
  /** The answer to `saga.Cancel`, `saga.Retry`, `saga.Skip`, `saga.Force`. */
  handleSagaCommand(command: CommandEnvelope): Promise<Reply>;
  /** The steps that an event would lead to. */
  foresee(event: RecordedEvent): readonly ForeseenStep[];
  /** Sagas that are not over. */
  readonly active: number;
  /** Sagas that wait for an operator. */
  readonly stuck: number;
}

interface Trigger {
  readonly input: SagaInput;
  readonly meta: EventMeta;
}

const GRACE_MS = 5_000;
const COMMANDS = 'commands';
const LOG = 'log';

class LogSagaRunner implements SagaRunner {
  readonly name: string;
  readonly #options: SagaRunnerOptions;
  readonly #clock: Clock;
  readonly #registry: SagaRegistry;
  readonly #recorder: Recorder;
  readonly #courier: Courier;
  readonly #timers: Timers;
  readonly #table = new SagaTable((state) => this.#owes(state));
  readonly #triggers = new Map<string, Trigger>();
  /** Answers not yet recorded, by command id. */
  readonly #answers = new Map<string, Answer>();
  /** Which commands of ours wait for the outcome of a request that others made. */
  readonly #joined = new Map<string, Set<string>>();
  readonly #recent = createRecentOutcomes();
  readonly #deafen: () => void;
  #live = false;

  constructor(options: SagaRunnerOptions) {
    this.name = options.name ?? 'sagas';
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#registry = createSagaRegistry(options.definitions);
    this.#recorder = createRecorder(options.executor, createSagaDecider(this.#registry), this.#clock);
    this.#courier = createCourier({ ...options, clock: this.#clock });
    this.#timers = createTimers(this.#clock);
    this.#deafen = options.bus.onStatus((status) => {
      if (status === 'connected') this.#courier.kick(COMMANDS);
    });
  }

  get active(): number {
    return this.#table.sagas.size;
  }

  get stuck(): number {
    return [...this.#table.sagas.values()].filter(({ state }) => isStuck(state)).length;
  }

  reset(): void {
    this.#live = false;
    this.#courier.clear();
    this.#timers.clear();
    this.#table.clear();
    this.#triggers.clear();
    this.#answers.clear();
    this.#joined.clear();
    this.#recent.clear();
  }

  apply(event: RecordedEvent): void {
    const own = this.#table.fold(event);
    if (own !== null) return this.#hearOfSaga(own, event);
    this.#hearTrigger(event);
    this.#hearOutcome(event);
  }

  caughtUp(): void {
    this.#live = true;
    for (const operationId of this.#triggers.keys()) this.#start(operationId);
    for (const tracked of this.#table.sagas.values()) this.#drive(tracked, false);
    for (const commandId of this.#answers.keys()) this.#record(commandId);
  }

  rest(): void {
    this.#live = false;
    this.#courier.clear();
    this.#timers.clear();
  }

  async close(): Promise<void> {
    this.#live = false;
    this.#deafen();
    this.#timers.clear();
    await this.#courier.close();
  }

  foresee(event: RecordedEvent): readonly ForeseenStep[] {
    return this.#registry.startedBy(event.type).flatMap((saga) => {
      const start = saga.startsOn.saga(event);
      return start === null ? [] : foreseenSteps(saga, start.input);
    });
  }

  handleSagaCommand = async (command: CommandEnvelope): Promise<Reply> => {
    // Asked for between its trigger and its first event, it is begun first.
    const { operationId } = command.data as { readonly operationId: string };
    const trigger = this.#triggers.get(operationId);
    if (trigger) await this.#recorder.tell(operationId, trigger.input, trigger.meta);
    return carryOutOrder(this.#recorder, command);
  };

  #hearTrigger(event: RecordedEvent): void {
    for (const { name, version, startsOn } of this.#registry.startedBy(event.type)) {
      const start = startsOn.saga(event);
      if (start === null) continue;
      const { operationId } = start;
      const input: SagaInput = { type: 'start', definition: name, version, start };
      this.#triggers.set(operationId, { input, meta: event.meta });
      if (this.#live) this.#start(operationId);
    }
  }

  #start(operationId: string): void {
    const trigger = this.#triggers.get(operationId);
    if (trigger)
      this.#tell(`start ${operationId}`, () => this.#recorder.tell(operationId, trigger.input, trigger.meta));
  }

  /** Something to record, however often the store has to be asked. */
  #tell(key: string, tell: () => Promise<void>): void {
    this.#courier.take({ key, group: LOG, run: () => tell().then((): Verdict => 'done') });
  }

  #hearOfSaga(tracked: Tracked, recorded: RecordedEvent): void {
    const event = recorded as unknown as SagaEvent;
    if (event.type === 'saga.Started') {
      this.#triggers.delete(tracked.operationId);
      this.#courier.drop(`start ${tracked.operationId}`);
    }
    if (event.type === 'saga.StepSucceeded' || event.type === 'saga.LateReply')
      this.#answers.delete(event.data.commandId);
    // An answer that came too late for a deadline has still to be recorded.
    if (event.type === 'saga.StepFailed' && !event.data.inDoubt) this.#answers.delete(event.data.commandId);
    if (!this.#live) return;
    if (event.type === 'saga.Stuck') {
      this.#options.log.error(
        { operationId: tracked.operationId, ...event.data },
        'a saga is stuck and waits for an operator',
      );
    }
    this.#drive(tracked, true);
  }

  #hearOutcome(event: RecordedEvent): void {
    const request = endedRequest(event);
    if (request === null) return this.#hearSilentWork(event);
    const answer = readOutcome(event);
    this.#recent.add(request.commandId, answer);
    this.#learn(request.commandId, answer);
    for (const commandId of this.#joined.get(request.commandId) ?? []) this.#learn(commandId, answer);
    this.#joined.delete(request.commandId);
  }

  /** A command given up while it was on its way may still be carried out; its events tell, when its reply got lost. */
  #hearSilentWork(event: RecordedEvent): void {
    const { commandId } = event.meta;
    const tracked = this.#table.senderOf(commandId);
    if (tracked === null || commandId === undefined || !tellsOfWork(event)) return;
    const { compensating } = tracked.state;
    if (compensating !== null && tracked.sent.get(commandId)?.of.direction === 'do') {
      this.#learn(commandId, { is: 'done', answer: null });
    }
  }

  #learn(commandId: string, answer: Answer): void {
    if (this.#answers.has(commandId) || this.#table.senderOf(commandId) === null) return;
    this.#answers.set(commandId, answer);
    if (this.#live) this.#record(commandId);
  }

  #record(commandId: string): void {
    const tracked = this.#table.senderOf(commandId);
    const sent = tracked?.sent.get(commandId);
    const answer = this.#answers.get(commandId);
    if (!tracked || !sent || !answer) return void this.#answers.delete(commandId);
    const { of } = sent;
    const input: SagaInput =
      answer.is === 'done'
        ? { type: 'done', of, answer: answer.answer }
        : { type: 'not-done', of, problem: answer.problem };
    this.#tell(`record ${commandId}`, async () => {
      await this.#recorder.tell(tracked.operationId, input, tracked.meta);
      this.#answers.delete(commandId);
    });
  }

  /** A saga whose definition is gone is kept in sight. */
  #owes(state: SagaState): boolean {
    const { started } = state;
    const saga = started && this.#registry.get(started.definition, started.definitionVersion);
    return !started || !saga || owesUndo(state, planOf(saga, started.input));
  }

  /** Has exactly that under way which the saga wants now. */
  #drive(tracked: Tracked, isFresh: boolean): void {
    const isKnown = this.#table.sagas.has(tracked.operationId);
    const { sends, waits } = isKnown ? wantedOf(tracked) : { sends: [], waits: [] };
    const keys = new Set([...sends, ...waits].map(({ key }) => key));
    for (const key of tracked.errands) if (!keys.has(key)) this.#courier.drop(key);
    for (const key of tracked.timers) if (!keys.has(key)) this.#timers.drop(key);
    tracked.errands.clear();
    tracked.timers.clear();
    for (const { key, commandId } of sends) {
      tracked.errands.add(key);
      this.#courier.take({ key, group: COMMANDS, run: () => this.#send(tracked, commandId) });
    }
    for (const wanted of waits) {
      tracked.timers.add(wanted.key);
      this.#wait(tracked, wanted, isFresh);
    }
  }

  #wait(tracked: Tracked, { key, wait, isDeadline, input }: WantedWait, isFresh: boolean): void {
    const graceMs = isDeadline ? (this.#options.graceMs ?? GRACE_MS) : 0;
    const ms = isFresh ? wait.fullMs : leftOf(wait, this.#clock.now(), graceMs);
    this.#timers.set(key, ms, () => {
      this.#tell(key, () => this.#recorder.tell(tracked.operationId, input, tracked.meta));
    });
  }

  async #send(tracked: Tracked, commandId: string): Promise<Verdict> {
    const sent = tracked.sent.get(commandId);
    if (sent === undefined || this.#answers.has(commandId)) return 'waiting';
    const answer = readReply(await this.#options.bus.command(sent.envelope));
    if (answer === null) return 'again';
    if (answer.is !== 'awaits') this.#learn(commandId, answer);
    else if (answer.commandId !== commandId) this.#join(commandId, answer.commandId);
    return 'waiting';
  }

  #join(commandId: string, other: string): void {
    const known = this.#recent.get(other);
    if (known) return this.#learn(commandId, known);
    this.#joined.set(other, (this.#joined.get(other) ?? new Set()).add(commandId));
  }
}

export const createSagaRunner = (options: SagaRunnerOptions): SagaRunner => new LogSagaRunner(options);
