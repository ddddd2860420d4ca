/** The bus without a server: the same promises as over NATS, inside one process, with a cable that tests can cut. */
import {
  type Bus,
  type BusStatus,
  type BusSubscription,
  type CallOptions,
  commandSubject,
  decode,
  encode,
  hostMessages,
  hostSubject,
  parseCommand,
  parseHostMessage,
  serviceCommands,
} from '@chronovisor/bus';
import type { HostReply, Reply } from '@chronovisor/contracts';
import { isRefusal } from '@chronovisor/kernel';
import { createExchange, type Exchange } from './fake-exchange.ts';

type FaultReply = Extract<Reply, { kind: 'fault' }>;

const DEFAULT_TIMEOUT_MS = 5_000;

const fault = (code: string, message: string): FaultReply => ({ kind: 'fault', code, message, retry: 'later' });

/** What tests can do to one process's connection. */
export interface FakeBus extends Bus {
  /** Nothing gets in or out until `reconnect`. Answers under way are lost; their commands are not. */
  disconnect(): void;
  reconnect(): void;
}

/** One bus that many processes join. */
export interface FakeNetwork {
  connect(): FakeBus;
  /** The next `count` answers are lost after the work is done: the caller sees a time-out. */
  loseAnswers(count: number): void;
  /** Every message from now on arrives that many times, as at-least-once delivery may do. */
  deliverTimes(times: number): void;
}

export interface FakeBusOptions {
  /** What waits for time-outs. Default: real time. */
  readonly after?: (ms: number, run: () => void) => () => void;
}

const realAfter = (ms: number, run: () => void): (() => void) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

/** One process's connection to the exchange. */
class JoinedBus implements FakeBus {
  readonly #exchange: Exchange;
  readonly #after: NonNullable<FakeBusOptions['after']>;
  readonly #listeners = new Set<(status: BusStatus) => void>();
  readonly #open = new Set<BusSubscription>();
  /** Ends the wait of every call under way. */
  readonly #waits = new Set<() => void>();
  #status: BusStatus = 'connected';

  constructor(exchange: Exchange, after: NonNullable<FakeBusOptions['after']>) {
    this.#exchange = exchange;
    this.#after = after;
  }

  get status(): BusStatus {
    return this.#status;
  }

  command: Bus['command'] = (envelope, options = {}) =>
    this.#ask<Reply>(commandSubject(envelope.type), encode(envelope), options);

  host: Bus['host'] = (hostId, envelope, options = {}) =>
    this.#ask<HostReply>(hostSubject(hostId, envelope.type), encode(envelope), options);

  serveCommands: Bus['serveCommands'] = (service, handle) =>
    this.#serve(serviceCommands(service), service, async (payload) => {
      const command = parseCommand(payload);
      return isRefusal(command) ? command : handle(command);
    });

  serveHost: Bus['serveHost'] = (hostId, service, handle) =>
    this.#serve(hostMessages(hostId, service), null, async (payload) => {
      const message = parseHostMessage(payload);
      return isRefusal(message) ? message : handle(message);
    });

  publish: Bus['publish'] = (subject, payload) => {
    if (this.#status === 'connected') this.#exchange.publish(subject, payload.slice());
  };

  subscribe: Bus['subscribe'] = (subject, handle) =>
    this.#serve(subject, null, async (payload, on) => {
      handle(payload, on);
      return null;
    });

  onStatus: Bus['onStatus'] = (listener) => {
    this.#listeners.add(listener);
    listener(this.#status);
    return () => this.#listeners.delete(listener);
  };

  disconnect(): void {
    this.#become('reconnecting');
  }

  reconnect(): void {
    this.#become('connected');
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open].map((subscription) => subscription.close()));
    for (const give of this.#waits) give();
    this.#become('closed');
  }

  #become(status: BusStatus): void {
    if (this.#status === status || this.#status === 'closed') return;
    this.#status = status;
    for (const listener of this.#listeners) listener(status);
  }

  async #ask<T>(subject: string, payload: Uint8Array, options: CallOptions): Promise<T | FaultReply> {
    const { timeoutMs = DEFAULT_TIMEOUT_MS } = options;
    if (this.#status !== 'connected') return fault('bus.unavailable', 'the message bus is not connected');
    const answers = this.#exchange.request(subject, payload);
    if (answers === null) {
      return fault('bus.no-responders', `nobody answers ${subject}: the process behind it is not running`);
    }
    const answer = await this.#firstWithin<T>(answers, timeoutMs);
    return answer ?? fault('bus.timeout', `no answer on ${subject} within ${timeoutMs} ms`);
  }

  #firstWithin<T>(answers: Promise<Uint8Array>, timeoutMs: number): Promise<T | null> {
    return new Promise((resolve) => {
      const end = (answer: T | null): void => {
        callOff();
        this.#waits.delete(giveUp);
        resolve(answer);
      };
      const giveUp = (): void => end(null);
      const callOff = this.#after(timeoutMs, giveUp);
      this.#waits.add(giveUp);
      void answers.then((payload) => {
        // An answer that comes while the cable is cut never arrives.
        if (this.#status !== 'reconnecting') end(decode(payload) as T);
      });
    });
  }

  #serve(subject: string, queue: string | null, handle: (payload: Uint8Array, subject: string) => Promise<unknown>) {
    const running = new Set<Promise<unknown>>();
    const left = this.#exchange.serve({
      subject,
      queue,
      isReachable: () => this.#status === 'connected',
      handle: (payload, on) => {
        const work = this.#answer(handle, payload, on).finally(() => running.delete(work));
        running.add(work);
        return work;
      },
    });
    const subscription: BusSubscription = {
      close: async () => {
        left();
        this.#open.delete(subscription);
        await Promise.all(running);
      },
    };
    this.#open.add(subscription);
    return subscription;
  }

  async #answer(
    handle: (payload: Uint8Array, subject: string) => Promise<unknown>,
    payload: Uint8Array,
    subject: string,
  ): Promise<Uint8Array> {
    try {
      return encode((await handle(payload, subject)) ?? null);
    } catch {
      const message = 'an unexpected error; the log of the process has it';
      return encode({ kind: 'fault', code: 'internal.bug', message, retry: 'look-first' });
    }
  }
}

export const fakeNetwork = (options: FakeBusOptions = {}): FakeNetwork => {
  const exchange = createExchange();
  return {
    connect: () => new JoinedBus(exchange, options.after ?? realAfter),
    loseAnswers: (count) => exchange.loseAnswers(count),
    deliverTimes: (times) => exchange.deliverTimes(times),
  };
};

/** For tests with one process. */
export const fakeBus = (options: FakeBusOptions = {}): FakeBus => fakeNetwork(options).connect();
