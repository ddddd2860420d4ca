/** Where the audit trail is in the store: its days and how many records each has. The records stay in the store. */
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';

export const AUDIT_STREAM = 'audit-';

export class AuditView implements Follower {
  readonly name = 'audit';
  readonly #days = new Map<string, number>();

  reset(): void {
    this.#days.clear();
  }

  apply(event: RecordedEvent): void {
    if (event.stream.startsWith(AUDIT_STREAM))
      this.#days.set(event.stream.slice(AUDIT_STREAM.length), event.revision + 1);
  }

  /** Oldest first. */
  days(): readonly string[] {
    return [...this.#days.keys()].toSorted();
  }

  recordsOf(day: string): number {
    return this.#days.get(day) ?? 0;
  }

  get size(): number {
    return [...this.#days.values()].reduce((sum, records) => sum + records, 0);
  }
}
