/** Has the views checked by itself: once the system is quiet after the start, and then at an interval. */
import type { Tail } from '@chronovisor/nest';
import type { Logger } from '@chronovisor/telemetry';

export interface SelfChecksParts {
  readonly tail: Pick<Tail, 'position'>;
  /** To be ended by the signal. */
  readonly check: (signal: AbortSignal) => Promise<unknown>;
  readonly after: (ms: number, run: () => void) => () => void;
  readonly log: Logger;
}

const LOOK_EVERY_MS = 30_000;
/** Between two looks: more than that is work somebody waits for. */
const QUIET_EVENTS = 100;
/** A system that is never quiet is checked all the same. */
const MOST_LOOKS = 120;

export class SelfChecks {
  readonly #parts: SelfChecksParts;
  readonly #everyMs: number;
  #callOff = (): void => {};
  readonly #ending = new AbortController();

  /** `everyMs` 0: never. */
  constructor(parts: SelfChecksParts, everyMs: number) {
    this.#parts = parts;
    this.#everyMs = everyMs;
  }

  start(): void {
    if (this.#everyMs > 0) this.#awaitQuiet();
  }

  close(): void {
    this.#ending.abort();
    this.#callOff();
  }

  #arm(ms: number, run: () => void): void {
    if (!this.#ending.signal.aborted) this.#callOff = this.#parts.after(ms, run);
  }

  #awaitQuiet(looks = 0, seen = this.#parts.tail.position): void {
    this.#arm(LOOK_EVERY_MS, () => {
      const { position } = this.#parts.tail;
      if (position - seen > QUIET_EVENTS && looks < MOST_LOOKS) return this.#awaitQuiet(looks + 1, position);
      void this.#check();
    });
  }

  async #check(): Promise<void> {
    try {
      await this.#parts.check(this.#ending.signal);
    } catch (error) {
      if (!this.#ending.signal.aborted)
        this.#parts.log.error({ err: error, code: 'views.not-checked' }, 'the views could not be checked');
    }
    this.#arm(this.#everyMs, () => this.#awaitQuiet());
  }
}
