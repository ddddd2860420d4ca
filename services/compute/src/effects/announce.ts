/** Says who this host is and what it sees: at its start, and each time the bus comes back. */
import type { HostFacts } from '@chronovisor/contracts';
import { isFault } from '@chronovisor/kernel';
import type { HostParts } from './host-parts.ts';

/** A host that is refused, for its name say, tries again: the other one may go. */
const againAfterMs = 5_000;

type Parts = Pick<HostParts, 'bus' | 'clock' | 'log' | 'report'>;

export class Announcer {
  readonly #parts: Parts;
  readonly #facts: HostFacts;
  readonly #reportAll: () => Promise<void>;
  #running: Promise<void> | null = null;
  #again = false;
  #forget = (): void => {};
  #callOff = (): void => {};
  #closed = false;

  constructor(parts: Parts, facts: HostFacts, reportAll: () => Promise<void>) {
    this.#parts = parts;
    this.#facts = facts;
    this.#reportAll = reportAll;
  }

  start(): void {
    this.#forget = this.#parts.bus.onStatus((status) => {
      if (status === 'connected') this.announce();
    });
  }

  /** One at a time; asked meanwhile, once more afterwards. */
  announce(): void {
    if (this.#closed) return;
    if (this.#running !== null) {
      this.#again = true;
      return;
    }
    this.#running = this.#once().finally(() => {
      this.#running = null;
      if (!this.#again) return;
      this.#again = false;
      this.announce();
    });
  }

  close(): void {
    this.#closed = true;
    this.#forget();
    this.#callOff();
  }

  async #once(): Promise<void> {
    const { log, report } = this.#parts;
    try {
      const answer = await report({ type: 'compute.RegisterHost', version: 1, data: { facts: this.#facts } }, null);
      if (answer.kind === 'accepted') return await this.#reportAll();
      log.error({ code: answer.code, answer: answer.message, hint: answer.hint }, 'control does not take this host');
      this.#callOff = this.#parts.clock.after(againAfterMs, () => this.announce());
    } catch (error) {
      if (isFault(error) && error.code === 'host.closing') return;
      log.error({ err: error }, 'the host could not be announced');
      this.#callOff = this.#parts.clock.after(againAfterMs, () => this.announce());
    }
  }
}
