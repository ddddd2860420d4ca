/**
 * Whose turn it is to act, where several control processes share one store: a lease that its holder writes anew each second.
 * It says who tries. Who is right says the store, so two that act for a moment do no harm.
 */
import { messageOf } from '@chronovisor/kernel';
import { newId } from '@chronovisor/kernel/ids';
import type { Logger } from '@chronovisor/telemetry';
import {
  type JetStreamClient,
  type JetStreamManager,
  JetStreamApiCodes,
  JetStreamApiError,
  type StreamConfig,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { connectTo } from './nats-bus.ts';
import { TURN_STREAM, turnSubject } from './subjects.ts';

export interface Turn {
  /** True until the lease runs out at the latest, also for a process that was stopped and does not know yet. */
  readonly mine: boolean;
  /** Called at every change from now on. */
  onChange(listener: (mine: boolean) => void): void;
  /** Leaves it to the others at once. */
  close(): Promise<void>;
}

export interface TurnOptions {
  readonly url: string;
  readonly log: Logger;
  /** So long it stays with a holder that is silent. */
  readonly leaseMs?: number;
  readonly renewMs?: number;
  /** Milliseconds that no jump of the wall clock touches. */
  readonly passed?: () => number;
}

/** For an engine that takes one process at a time. */
export const alwaysMine: Turn = { mine: true, onChange: () => {}, close: async () => {} };

const LEASE_MS = 4_000;
const RENEW_MS = 1_000;
const TIMEOUT_MS = 1_000;
const FREE = 'free';

const CONFIG: Partial<StreamConfig> & { readonly name: string } = {
  name: TURN_STREAM,
  description: 'Which control process acts; nothing else is kept here',
  subjects: [turnSubject],
  storage: 'memory',
  max_msgs: 1,
};

/** What JetStream that is switched off says, or does not say. */
const NOBODY = /no responders|jetstream.*not enabled/i;

const is = (error: unknown, code: number): boolean => error instanceof JetStreamApiError && error.code === code;

class LeasedTurn implements Turn {
  readonly #nc: NatsConnection;
  readonly #client: JetStreamClient;
  readonly #options: Required<TurnOptions>;
  readonly #listeners: ((mine: boolean) => void)[] = [];
  /** What it writes: a word of its own whose answer got lost is known again. */
  readonly #own = `held ${newId()}`;
  #control: JetStreamManager | null = null;
  /** Of the last word about the lease, as far as it was seen here; 0 when there is none. */
  #sequence = 0;
  /** When that word was first seen here: clocks of others play no part. */
  #seenAt: number;
  /** While it is ours. */
  #until = -Infinity;
  #told = false;
  #timer: NodeJS.Timeout | undefined;
  #step: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(nc: NatsConnection, options: TurnOptions) {
    this.#nc = nc;
    this.#client = jetstream(nc, { timeout: TIMEOUT_MS });
    this.#options = { leaseMs: LEASE_MS, renewMs: RENEW_MS, passed: () => performance.now(), ...options };
    this.#seenAt = this.#options.passed();
  }

  get mine(): boolean {
    return this.#options.passed() < this.#until;
  }

  onChange(listener: (mine: boolean) => void): void {
    this.#listeners.push(listener);
  }

  async start(): Promise<void> {
    await this.#look();
    this.#lookLater();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#step;
    if (this.mine) await this.#write(FREE).catch(() => undefined);
    this.#until = -Infinity;
    await this.#nc.close();
  }

  #lookLater(): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#step = this.#look().then(() => this.#lookLater());
    }, this.#options.renewMs);
  }

  async #look(): Promise<void> {
    try {
      this.#control ??= await this.#prepared();
      if (this.#told || (await this.#isFree(this.#control))) await this.#take();
    } catch (error) {
      // Kept until it runs out: an outage of the bus is no reason to stop at once.
      this.#control = null;
      this.#options.log.debug({ err: error }, 'the lease of control could not be looked at');
    }
    this.#tell();
  }

  async #prepared(): Promise<JetStreamManager> {
    const control = await jetstreamManager(this.#nc, { timeout: TIMEOUT_MS });
    try {
      await control.streams.info(TURN_STREAM);
    } catch (error) {
      if (!is(error, JetStreamApiCodes.StreamNotFound)) throw error;
      await control.streams.add(CONFIG);
    }
    return control;
  }

  /** Nobody has it, it was given up, or its holder has been silent for a lease, by our own measure of time. */
  async #isFree(control: JetStreamManager): Promise<boolean> {
    const { passed, leaseMs } = this.#options;
    const message = await control.streams.getMessage(TURN_STREAM, { last_by_subj: turnSubject });
    const sequence = message?.seq ?? 0;
    if (sequence !== this.#sequence) {
      this.#sequence = sequence;
      this.#seenAt = passed();
    }
    const word = message?.string() ?? FREE;
    return word === FREE || word === this.#own || passed() - this.#seenAt >= leaseMs;
  }

  /** Counted from before it was asked for, so that it ends here no later than for those who watch. */
  async #take(): Promise<void> {
    const asked = this.#options.passed();
    try {
      await this.#write(this.#own);
      this.#until = asked + this.#options.leaseMs;
    } catch (error) {
      if (!is(error, JetStreamApiCodes.StreamWrongLastSequence)) throw error;
      this.#until = -Infinity;
    }
  }

  async #write(word: string): Promise<void> {
    const expect = { streamName: TURN_STREAM, lastSubjectSequence: this.#sequence };
    const { seq } = await this.#client.publish(turnSubject, word, { expect, timeout: TIMEOUT_MS });
    this.#sequence = seq;
    this.#seenAt = this.#options.passed();
  }

  #tell(): void {
    const { mine } = this;
    if (mine === this.#told) return;
    this.#told = mine;
    this.#options.log.info({ acts: mine }, mine ? 'this control acts' : 'another control acts');
    for (const listener of this.#listeners) listener(mine);
  }
}

/** Where NATS keeps no streams nobody can be told apart, and each acts: safe, but everything is tried by each of them. */
export const openTurn = async (options: TurnOptions): Promise<Turn> => {
  const nc = await connectTo({ url: options.url, name: 'turn' }, true);
  try {
    await jetstreamManager(nc, { timeout: TIMEOUT_MS });
  } catch (error) {
    await nc.close();
    if (!NOBODY.test(messageOf(error))) throw error;
    options.log.warn(
      'NATS has no JetStream here: several control processes would all act; docs/two-controls.md says what they need',
    );
    return alwaysMine;
  }
  const turn = new LeasedTurn(nc, options);
  await turn.start();
  return turn;
};
