/** Recorded intent to host: sends the host command that an intent means, until the log shows how it ended. */
import type { Bus } from '@chronovisor/bus';
import { type HostEnvelope, type HostReply, type Problem, type Request, eventRegistry } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Logger } from '@chronovisor/telemetry';
import type { Backoff } from './backoff.ts';
import { type Clock, systemClock } from './clock.ts';
import { createCourier, type Courier, type Verdict } from './courier.ts';
import type { LogFollower } from './follower.ts';
import { problemOf } from './problem.ts';

export interface HostWork {
  readonly hostId: string;
  /** A host command of the contracts. */
  readonly type: string;
  /** Default 1. */
  readonly version?: number;
  readonly data: unknown;
  readonly request: Request;
}

/** Pure. Which host commands an intent event means; null or none when it means none. */
export type HostWorkOf = (event: RecordedEvent) => HostWork | readonly HostWork[] | null;

export interface DispatcherOptions {
  readonly bus: Pick<Bus, 'host'>;
  readonly log: Logger;
  readonly hostWork: HostWorkOf | readonly HostWorkOf[];
  /** A host's "no, never": sends the command that records the failure. Called again after a pause while nothing is recorded; throws to be tried again. */
  readonly onRefused: (work: HostWork, problem: Problem) => Promise<void>;
  readonly name?: string;
  /** Asked right before each sending: a process that was stopped for a while must not act on what it knew before. Usually yes. */
  readonly acts?: () => boolean;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly backoff?: Backoff;
  /** How long a host that has taken the work may be silent before it is asked once more. Default 30 s. */
  readonly repeatMs?: number;
  readonly timeoutMs?: number;
}

export interface Dispatcher extends LogFollower {
  /** Sends all pending work of a host now. Joins and returns of hosts in the log do it by themselves. */
  kick(hostId: string): void;
  /** Intents without an outcome. */
  readonly pending: number;
}

interface Pending {
  readonly key: string;
  readonly work: HostWork;
  readonly meta: HostEnvelope['meta'];
}

type Answered = { readonly request?: Request | null } | null;

/** The request that an event ends, or null. */
export const endedRequest = (event: RecordedEvent): Request | null =>
  eventRegistry.get(event.type)?.ends === undefined ? null : ((event.data as Answered)?.request ?? null);

const speakingHost = (event: RecordedEvent): string | null => {
  if (event.type === 'compute.HostJoined') return (event.data as { facts: { hostId: string } }).facts.hostId;
  if (event.type === 'compute.HostReturned') return (event.data as { hostId: string }).hostId;
  return null;
};

class LogDispatcher implements Dispatcher {
  readonly name: string;
  readonly #options: DispatcherOptions;
  readonly #hostWork: readonly HostWorkOf[];
  readonly #courier: Courier;
  /** By command id: one intent may mean work for several hosts. */
  readonly #pending = new Map<string, readonly Pending[]>();
  #live = false;

  constructor(options: DispatcherOptions) {
    this.name = options.name ?? 'dispatcher';
    this.#options = options;
    this.#hostWork = [options.hostWork].flat();
    this.#courier = createCourier({ ...options, clock: options.clock ?? systemClock });
  }

  get pending(): number {
    return this.#pending.size;
  }

  reset(): void {
    this.#live = false;
    this.#pending.clear();
    this.#courier.clear();
  }

  apply(event: RecordedEvent): void {
    const ended = endedRequest(event);
    // What ends one request may leave work behind that nobody waits for.
    if (ended) this.#settle(ended.commandId);
    const works = this.#hostWork.flatMap((of) => of(event) ?? []);
    if (works.length > 0) this.#add(event, works);
    const hostId = this.#live ? speakingHost(event) : null;
    if (hostId !== null) this.kick(hostId);
  }

  caughtUp(): void {
    this.#live = true;
    for (const list of this.#pending.values()) this.#send(list);
  }

  rest(): void {
    this.#live = false;
    this.#courier.clear();
  }

  kick(hostId: string): void {
    this.#courier.kick(hostId);
  }

  close(): Promise<void> {
    this.#live = false;
    return this.#courier.close();
  }

  #add(event: RecordedEvent, works: readonly HostWork[]): void {
    for (const [commandId, own] of Map.groupBy(works, (work) => work.request.commandId)) {
      // Other work for the same request takes the place of what was asked before: nobody is to hear that again.
      this.#settle(commandId);
      const list = own.map((work): Pending => {
        const { meta } = event;
        const envelope = { ...work.request, correlationId: meta['correlationId'] ?? work.request.operationId };
        const { traceparent } = meta;
        return {
          key: `${commandId} ${work.hostId} ${work.type}`,
          work,
          meta: traceparent === undefined ? envelope : { ...envelope, traceparent },
        };
      });
      this.#pending.set(commandId, list);
      if (this.#live) this.#send(list);
    }
  }

  #settle(commandId: string): void {
    for (const { key } of this.#pending.get(commandId) ?? []) this.#courier.drop(key);
    this.#pending.delete(commandId);
  }

  #send(list: readonly Pending[]): void {
    for (const pending of list) {
      this.#courier.take({ key: pending.key, group: pending.work.hostId, run: () => this.#try(pending) });
    }
  }

  async #try(pending: Pending): Promise<Verdict> {
    const { work, meta } = pending;
    const { timeoutMs, acts } = this.#options;
    if (acts?.() === false) return 'again';
    const envelope: HostEnvelope = { type: work.type, version: work.version ?? 1, data: work.data, meta };
    const reply = await this.#options.bus.host(work.hostId, envelope, timeoutMs === undefined ? {} : { timeoutMs });
    return this.#judge(pending, reply);
  }

  async #judge(pending: Pending, reply: HostReply): Promise<Verdict> {
    const { work } = pending;
    if (reply.kind === 'taken' || reply.kind === 'result') return 'waiting';
    const facts = { host: work.hostId, type: work.type, commandId: work.request.commandId, code: reply.code };
    if (reply.kind === 'fault' && reply.retry !== 'never') {
      this.#options.log.debug(facts, 'the host cannot be asked now; it will be asked again');
      return 'again';
    }
    this.#options.log.warn(facts, 'the host will not do it');
    // Settled or replaced meanwhile means that a "no" to it ends nothing any more.
    if (this.#pending.get(work.request.commandId)?.includes(pending))
      await this.#options.onRefused(work, problemOf(reply));
    return 'waiting';
  }
}

export const createDispatcher = (options: DispatcherOptions): Dispatcher => new LogDispatcher(options);
