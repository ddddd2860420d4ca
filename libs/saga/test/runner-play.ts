/** A runner with log, bus and clock of a test's own, and services that answer as told. */
import type { CommandEnvelope, Reply } from '@chronovisor/contracts';
import { createExecutor, openMemoryStore, type RecordedEvent } from '@chronovisor/event-store';
import type { Json } from '@chronovisor/kernel';
import { newId } from '@chronovisor/kernel/ids';
import { createLogger } from '@chronovisor/telemetry';
import { type FakeBus, type FollowedLog, fakeNetwork, followLog, manualClock, settle } from '@chronovisor/testing';
import { type AnySaga, createSagaRunner, type SagaRunner } from '../src/index.ts';
import { chainSaga, id, parts, triggerType } from './sample-sagas.ts';
import { info } from './sample-services.ts';

export type Handler = (command: CommandEnvelope) => Reply | Promise<Reply>;

export const accepted = (awaits: string | null, result: Json = null): Reply =>
  ({ kind: 'accepted', position: 1, revision: 0, duplicate: false, awaits, operationId: null, result }) as Reply;
export const taken: Handler = ({ meta }) => accepted(meta.commandId);
export const atOnce: Handler = () => accepted(null, { info });

const ASKED_BY = {
  correlationId: 'trace',
  actorKind: 'user',
  actorId: 'ann',
  actorSource: '::1',
  traceparent: '00-1-2-01',
};

export class RunnerPlay {
  readonly clock = manualClock();
  readonly store = openMemoryStore({ now: this.clock.date });
  readonly network = fakeNetwork({ after: this.clock.after });
  readonly services: FakeBus = this.network.connect();
  readonly seen: CommandEnvelope[] = [];
  bus: FakeBus = this.network.connect();
  answer: Handler = atOnce;
  readonly #runners: SagaRunner[] = [];
  #tail: FollowedLog | null = null;

  constructor() {
    for (const service of ['compute', 'storage', 'network']) {
      this.services.serveCommands(service, async (command) => {
        this.seen.push(command);
        return this.answer(command);
      });
    }
  }

  get runner(): SagaRunner {
    return this.#runners.at(-1) as SagaRunner;
  }

  /** A runner that nothing is fed to yet. */
  make(definitions: readonly AnySaga[] = [chainSaga]): SagaRunner {
    const { clock, store } = this;
    this.bus = this.network.connect();
    const executor = createExecutor(store, { now: clock.date });
    const log = createLogger('test', 'silent');
    const runner = createSagaRunner({ executor, bus: this.bus, log, definitions, clock, random: () => 1 });
    this.#runners.push(runner);
    return runner;
  }

  start(definitions?: readonly AnySaga[]): void {
    this.#tail = followLog(this.store, this.make(definitions));
  }

  async stop(): Promise<void> {
    await this.#tail?.close();
    this.#tail = null;
    await Promise.all(this.#runners.map((runner) => runner.close()));
  }

  async close(): Promise<void> {
    await this.stop();
    await this.store.close();
  }

  async record(type: string, data: object, meta: Record<string, string> = {}): Promise<void> {
    const events = [{ type, version: 1, data: data as Json, meta }];
    await this.store.append({ id: newId(), writes: [{ stream: 'others', expected: 'any', events }] });
  }

  begin(): Promise<void> {
    return this.record(triggerType, parts, ASKED_BY);
  }

  /** What a host's report makes of the request. */
  ends(commandId: string): Promise<void> {
    const request = { operationId: parts.operationId, commandId };
    return this.record('storage.VolumeCreated', { volumeId: id(5), info, request });
  }

  async inStep(): Promise<void> {
    for (let head = -1, now = 0; head !== now; now = await this.store.head()) {
      head = now;
      await this.#tail?.inStep();
      await settle();
    }
  }

  async events(): Promise<RecordedEvent[]> {
    const all: RecordedEvent[] = [];
    for await (const event of this.store.read(`saga-${parts.operationId}`)) all.push(event);
    return all;
  }

  async types(): Promise<string[]> {
    return (await this.events()).map(({ type }) => type.slice(5));
  }

  order(type: string): Promise<Reply> {
    const commandId = newId();
    const actor = { kind: 'user', id: 'ann' } as const;
    const meta = { commandId, operationId: commandId, correlationId: 'c', actor, at: this.clock.date().toISOString() };
    const command = { type, version: 1, data: { operationId: parts.operationId }, meta };
    return this.runner.handleSagaCommand(command as CommandEnvelope);
  }
}
