/** Where a saga is played: a store, a network, a world of services, time that tests move, and runners that can be killed. */
import {
  createExecutor,
  type EventStore,
  type Executor,
  openMemoryStore,
  type RecordedEvent,
} from '@chronovisor/event-store';
import type { Json } from '@chronovisor/kernel';
import type { CommandEnvelope, Reply } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import {
  type AnySaga,
  createSagaRunner,
  evolveSaga,
  initialSaga,
  type SagaEvent,
  type SagaRunner,
  type SagaState,
} from '@chronovisor/saga';
import { createLogger } from '@chronovisor/telemetry';
import { fakeNetwork } from '../fake-bus.ts';
import { type FollowedLog, followLog } from '../follow-log.ts';
import { manualClock, settle } from '../manual-clock.ts';
import { type Services, SagaWorld } from './world.ts';

export interface SagaExample {
  /** The event that begins it. */
  readonly trigger: { readonly type: string; readonly version?: number; readonly data: unknown };
  /** By command type; what is not named is done at once without a result. */
  readonly services?: Services;
}

/** What befalls the process at its n-th commit: it dies before or after it, or stands still with it in hand until `resume`. */
export interface Death {
  readonly commit: number;
  readonly when: 'before' | 'after' | 'held';
}

/** One process: dead ones never hear back from anything. */
interface Life {
  isOver: boolean;
  executing: number;
  /** While it stands still. */
  held: PromiseWithResolvers<void> | null;
}

const MAX_TURNS = 2_000;
const log = createLogger('test', 'silent');
const never = (): Promise<never> => new Promise(() => {});

export class Stage {
  readonly clock = manualClock();
  readonly network = fakeNetwork({ after: this.clock.after });
  readonly store: EventStore = openMemoryStore({ now: this.clock.date });
  readonly world: SagaWorld;
  readonly operationId: string;
  readonly #saga: AnySaga;
  readonly #trigger: SagaExample['trigger'];
  readonly #tails: FollowedLog[] = [];
  readonly #runners: SagaRunner[] = [];
  readonly #lives: Life[] = [];
  /** Commits to the saga's stream so far, by all processes. */
  commits = 0;

  constructor(saga: AnySaga, example: SagaExample) {
    this.#saga = saga;
    this.#trigger = example.trigger;
    const start = saga.startsOn.saga({ version: 1, meta: {}, ...example.trigger });
    if (start === null) throw new Error('the trigger of the example does not begin the saga');
    this.operationId = start.operationId;
    this.world = new SagaWorld(this.store, example.services ?? {});
    this.world.join(this.network.connect());
  }

  async begin(): Promise<void> {
    const { type, version = 1, data } = this.#trigger;
    const meta = { correlationId: 'test', actorKind: 'user', actorId: 'admin' };
    const events = [{ type, version, data: data as Json, meta }];
    await this.store.append({ id: newId(), writes: [{ stream: 'trigger', expected: 'any', events }] });
  }

  /** A process with a runner in it. Dead ones stop for ever: nothing they await comes back. */
  start(death: Death | null = null): SagaRunner {
    const life: Life = { isOver: false, executing: 0, held: null };
    this.#lives.push(life);
    const bus = this.network.connect();
    const runner = createSagaRunner({
      executor: this.#watched(createExecutor(this.#mortal(death, life), { now: this.clock.date }), life),
      bus: {
        onStatus: bus.onStatus,
        command: async (envelope) => {
          await life.held?.promise;
          const reply = life.isOver ? await never() : await bus.command(envelope);
          return life.isOver ? never() : reply;
        },
      },
      log,
      definitions: [this.#saga],
      clock: this.clock,
      random: () => 1,
    });
    if (death === null || death.when === 'held') this.#runners.push(runner);
    this.#tails.push(followLog(this.store, runner));
    return runner;
  }

  async order(runner: SagaRunner, type: 'saga.Cancel' | 'saga.Retry' | 'saga.Skip' | 'saga.Force'): Promise<Reply> {
    const commandId = newId();
    const actor = { kind: 'user', id: 'operator' } as const;
    const meta = {
      commandId,
      operationId: commandId,
      correlationId: 'test',
      actor,
      at: this.clock.date().toISOString(),
    };
    return runner.handleSagaCommand({
      type,
      version: 1,
      data: { operationId: this.operationId },
      meta,
    } as CommandEnvelope);
  }

  async events(): Promise<(RecordedEvent & SagaEvent)[]> {
    const events: RecordedEvent[] = [];
    for await (const event of this.store.read(`saga-${this.operationId}`)) events.push(event);
    return events as (RecordedEvent & SagaEvent)[];
  }

  async state(): Promise<SagaState> {
    return (await this.events()).reduce<SagaState>(evolveSaga, initialSaga);
  }

  /** Lets everything happen that needs no time. */
  async quiet(): Promise<void> {
    for (let head = -1, now = 0; head !== now || this.#isExecuting();) {
      head = now;
      await settle();
      now = await this.store.head();
      await Promise.all(this.#tails.map((tail) => tail.inStep()));
    }
  }

  /** Lets time pass until it is so. */
  async until(holds: (state: SagaState) => boolean, what: string): Promise<SagaState> {
    for (let turn = 0; turn < MAX_TURNS; turn += 1) {
      await this.quiet();
      const state = await this.state();
      if (holds(state)) return state;
      if (this.clock.next === null) break;
      await this.clock.advance(this.clock.next);
    }
    const story = (await this.events()).map(({ type, data }) => `${type} ${JSON.stringify(data).slice(0, 160)}`);
    throw new Error(`the saga never came to this: ${what}\n${story.join('\n')}`);
  }

  untilEnded(): Promise<SagaState> {
    return this.until(({ ended }) => ended !== null, 'its end');
  }

  async close(): Promise<void> {
    await Promise.all(this.#tails.map((tail) => tail.close()));
    await Promise.all(this.#runners.map((runner) => runner.close()));
    await this.store.close();
  }

  /** Processes that were killed. */
  get deaths(): number {
    return this.#lives.filter(({ isOver }) => isOver).length;
  }

  /** Processes that stand still. */
  get held(): number {
    return this.#lives.filter(({ held }) => held !== null).length;
  }

  /** Those that stood still go on with what they had in hand. */
  resume(): void {
    for (const life of this.#lives) {
      life.held?.resolve();
      life.held = null;
    }
  }

  #isExecuting(): boolean {
    return this.#lives.some(({ isOver, held, executing }) => !isOver && held === null && executing > 0);
  }

  #watched(executor: Executor, life: Life): Executor {
    return {
      load: (of) => executor.load(of),
      execute: async (execution) => {
        await life.held?.promise;
        if (life.isOver) return never();
        life.executing += 1;
        const executed = await executor.execute(execution).finally(() => (life.executing -= 1));
        return life.isOver ? never() : executed;
      },
    };
  }

  #mortal(death: Death | null, life: Life): EventStore {
    const { store } = this;
    let own = 0;
    return {
      findCommit: (stream, id) => store.findCommit(stream, id),
      read: (stream, options) => store.read(stream, options),
      readAll: (options) => store.readAll(options),
      head: () => store.head(),
      subscribe: (options) => store.subscribe(options),
      close: () => store.close(),
      append: async (commit) => {
        own += 1;
        const befalls = own === death?.commit ? death.when : null;
        if (befalls === 'before') life.isOver = true;
        if (befalls === 'held') life.held = Promise.withResolvers();
        if (life.isOver) return never();
        await life.held?.promise;
        const result = await store.append(commit);
        this.commits += 1;
        if (befalls === 'after') life.isOver = true;
        return life.isOver ? never() : result;
      },
    };
  }
}
