/** Keeps pieces of work going until they are dropped: one try of each in flight, back-off between tries, at once on a kick. */
import type { Logger } from '@chronovisor/telemetry';
import { delayOf, type Backoff } from './backoff.ts';
import type { Clock } from './clock.ts';

/** `again`: after a back-off; `waiting`: it was taken, look again only if nothing is heard for long; `done`: forget it. */
export type Verdict = 'again' | 'waiting' | 'done';

export interface Errand {
  readonly key: string;
  /** What a kick names, e.g. a host. */
  readonly group: string;
  /** A rejection counts as `again`. */
  run(): Promise<Verdict>;
}

export interface CourierOptions {
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn' | 'debug'>;
  readonly random?: () => number;
  readonly backoff?: Backoff;
  /** After `waiting`: how long nothing may be heard. Safe because every receiver takes a repeat for what it is. */
  readonly repeatMs?: number;
}

export interface Courier {
  /** Starts at once. A key already at work is left alone. */
  take(errand: Errand): void;
  drop(key: string): void;
  /** Tries every errand of the group now. */
  kick(group: string): void;
  clear(): void;
  close(): Promise<void>;
  readonly size: number;
}

interface Running {
  readonly errand: Errand;
  tries: number;
  flying: boolean;
  kicked: boolean;
  callOff: () => void;
}

const BACKOFF: Backoff = { firstMs: 200, maxMs: 5_000 };
const REPEAT_MS = 30_000;
const nothing = (): void => {};

class BackoffCourier implements Courier {
  readonly #options: CourierOptions;
  readonly #running = new Map<string, Running>();
  readonly #flights = new Set<Promise<void>>();
  #closed = false;

  constructor(options: CourierOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#running.size;
  }

  take(errand: Errand): void {
    if (this.#closed || this.#running.has(errand.key)) return;
    const one: Running = { errand, tries: 0, flying: false, kicked: false, callOff: nothing };
    this.#running.set(errand.key, one);
    this.#fly(one);
  }

  drop(key: string): void {
    this.#running.get(key)?.callOff();
    this.#running.delete(key);
  }

  kick(group: string): void {
    for (const one of this.#running.values()) {
      if (one.errand.group !== group) continue;
      one.tries = 0;
      if (one.flying) one.kicked = true;
      else this.#fly(one);
    }
  }

  clear(): void {
    for (const key of this.#running.keys()) this.drop(key);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.clear();
    await Promise.all(this.#flights);
  }

  #isCurrent(one: Running): boolean {
    return this.#running.get(one.errand.key) === one;
  }

  #fly(one: Running): void {
    one.callOff();
    one.callOff = nothing;
    one.flying = true;
    const flight = this.#try(one).finally(() => this.#flights.delete(flight));
    this.#flights.add(flight);
  }

  async #try(one: Running): Promise<void> {
    const verdict = await this.#verdict(one);
    one.flying = false;
    if (!this.#isCurrent(one)) return;
    if (verdict === 'done') return this.drop(one.errand.key);
    if (one.kicked) {
      one.kicked = false;
      return this.#fly(one);
    }
    one.tries = verdict === 'again' ? one.tries + 1 : 0;
    one.callOff = this.#options.clock.after(this.#pause(verdict, one.tries), () => this.#fly(one));
  }

  #pause(verdict: Verdict, tries: number): number {
    if (verdict === 'waiting') return this.#options.repeatMs ?? REPEAT_MS;
    return delayOf(this.#options.backoff ?? BACKOFF, tries, this.#options.random ?? Math.random);
  }

  async #verdict(one: Running): Promise<Verdict> {
    try {
      return await one.errand.run();
    } catch (error) {
      this.#options.log.warn(
        { err: error, errand: one.errand.key, tries: one.tries + 1 },
        'a try failed; it will be repeated',
      );
      return 'again';
    }
  }
}

export const createCourier = (options: CourierOptions): Courier => new BackoffCourier(options);
