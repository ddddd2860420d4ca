/** The whole control plane in one process: every service behind HTTP, over a store that outlives any number of its deaths. */
import type { Bus } from '@chronovisor/bus';
import { startControl, type ControlApplication, createControlExecutor } from '@chronovisor/deploy/control';
import {
  type AppendResult,
  type Commit,
  createMemoryContents,
  type EventStore,
  type NewEvent,
  openMemoryStore,
  type RecordedEvent,
} from '@chronovisor/event-store';
import { Fault } from '@chronovisor/kernel';
import { newId } from '@chronovisor/kernel/ids';
import { createTail } from '@chronovisor/nest';
import { createLogger, createMetrics, createTracing } from '@chronovisor/telemetry';
import { eventually } from '@chronovisor/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Api, connectApi } from '../../e2e/support/api.ts';

/** At which of its commits the process dies, and whether that one is stored. */
export interface Death {
  readonly commit: number;
  readonly when: 'before' | 'after';
}

/** A bus that can be cut from outside, as a kill cuts it. */
export interface Line extends Bus {
  disconnect(): void;
}

interface Life {
  readonly application: ControlApplication;
  readonly line: Line;
  readonly store: MortalStore;
}

const died = (): Fault => new Fault('store.unavailable', 'this process is dead', { retry: 'later' });

/** Takes commits until its process dies; what a dead process still tries has no effect. */
class MortalStore implements EventStore {
  readonly #store: EventStore;
  #death: Death | null = null;
  #isDead = false;
  commits = 0;
  readonly #onDeath: () => void;

  constructor(store: EventStore, onDeath: () => void) {
    this.#store = store;
    this.#onDeath = onDeath;
  }

  /** Counts from now on. */
  dieAt(death: Death | null): void {
    this.commits = 0;
    this.#death = death;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  async append(commit: Commit): Promise<AppendResult> {
    if (this.#isDead) throw died();
    this.commits += 1;
    const isLast = this.commits === this.#death?.commit;
    if (isLast && this.#death?.when === 'before') this.#die();
    if (this.#isDead) throw died();
    const result = await this.#store.append(commit);
    if (!isLast) return result;
    this.#die();
    throw died();
  }

  readonly findCommit: EventStore['findCommit'] = (stream, id) => this.#store.findCommit(stream, id);
  readonly read: EventStore['read'] = (stream, options) => this.#store.read(stream, options);
  readonly readAll: EventStore['readAll'] = (options) => this.#store.readAll(options);
  readonly head: EventStore['head'] = () => this.#store.head();
  readonly subscribe: EventStore['subscribe'] = (options) => this.#store.subscribe(options);
  readonly close: EventStore['close'] = () => this.#store.close();

  #die(): void {
    this.#isDead = true;
    this.#onDeath();
  }
}

export class House {
  readonly #contents = createMemoryContents();
  readonly #connect: () => Line | Promise<Line>;
  readonly #dataDir: string;
  readonly #cleared: Promise<void>[] = [];
  #life: Life | null = null;
  #api: Api | null = null;

  private constructor(dataDir: string, connect: () => Line | Promise<Line>) {
    this.#dataDir = dataDir;
    this.#connect = connect;
  }

  static async build(connect: () => Line | Promise<Line>): Promise<House> {
    return new House(await mkdtemp(join(tmpdir(), 'chrono-scenario-')), connect);
  }

  get api(): Api {
    if (this.#api === null) throw new Error('control is not running');
    return this.#api;
  }

  /** Commits of the present life since `dieAt`. */
  get commits(): number {
    return this.#life?.store.commits ?? 0;
  }

  get isDead(): boolean {
    return this.#life?.store.isDead ?? true;
  }

  async start(): Promise<void> {
    const line = await this.#connect();
    const store = new MortalStore(openMemoryStore({ contents: this.#contents }), () => line.disconnect());
    const log = createLogger('control', 'silent');
    const metrics = createMetrics({ process: 'control', defaults: false });
    const application = await startControl({
      store,
      executor: createControlExecutor(store, metrics),
      bus: line,
      tail: createTail(store, (error) => log.error({ err: error }, 'a view fell behind')),
      log,
      metrics,
      tracing: createTracing('control', undefined),
      settings: {
        dataDir: this.#dataDir,
        httpHost: '127.0.0.1',
        httpPort: 0,
        natsUrl: 'nats://127.0.0.1',
        feedUrl: null,
        feedFrom: 0,
        webhookPrivate: [],
        eventStore: 'memory',
        logLevel: 'silent',
        hostTimeoutSeconds: 10,
        selfCheckSeconds: 0,
        otlpEndpoint: undefined,
      },
    });
    this.#life = { application, line, store };
    this.#api = await connectApi(application.url, this.#dataDir);
  }

  dieAt(death: Death | null): void {
    this.#life?.store.dieAt(death);
  }

  /** Nothing of it reaches anybody any more, from one moment to the next; what is left of it is cleared away at the end. */
  kill(): void {
    this.#life?.line.disconnect();
    this.#cleared.push(this.stop());
  }

  async stop(): Promise<void> {
    const life = this.#life;
    this.#life = null;
    this.#api = null;
    await life?.application.close();
    await life?.line.close();
    await life?.store.close();
  }

  async close(): Promise<void> {
    await this.stop();
    await Promise.all(this.#cleared);
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  async events(): Promise<readonly RecordedEvent[]> {
    const store = openMemoryStore({ contents: this.#contents });
    const events: RecordedEvent[] = [];
    for await (const event of store.readAll()) events.push(event);
    await store.close();
    return events;
  }

  /** Puts on the log what would take long to come about by itself; control is not running meanwhile. */
  async write(stream: string, events: readonly NewEvent[]): Promise<void> {
    if (this.#life !== null) throw new Error('control is running');
    const store = openMemoryStore({ contents: this.#contents });
    await store.append({ id: newId(), writes: [{ stream, expected: 'any', events }] });
    await store.close();
  }

  /** How often each type happened. */
  async count(...types: readonly string[]): Promise<Readonly<Record<string, number>>> {
    const events = await this.events();
    return Object.fromEntries(types.map((type) => [type, events.filter((event) => event.type === type).length]));
  }

  /** The host has joined and has its first pool. */
  async hasHost(name: string): Promise<void> {
    await eventually(async () => {
      const hosts = await this.api.list('/hosts');
      const pools = await this.api.list('/pools');
      return hosts.some((host) => host['name'] === name) && pools.some((pool) => pool['status'] === 'ready');
    });
  }
}
