/** The latest ends of work, for the reply that arrives after the end of what it joined. */
import type { Problem } from '@chronovisor/contracts';

const KEPT = 4_096;

export class RecentEnds {
  readonly #kept = new Map<string, Problem | null>();

  add(commandId: string, problem: Problem | null): void {
    this.#kept.delete(commandId);
    this.#kept.set(commandId, problem);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }

  /** Null: it ended well. Undefined: it is not known to have ended. */
  get(commandId: string): Problem | null | undefined {
    return this.#kept.get(commandId);
  }

  clear(): void {
    this.#kept.clear();
  }
}
