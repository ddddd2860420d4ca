/** What labels things had when they went: a selector still picks the events of their end. Hears events before the views that forget. */
import type { Labels } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import { subjectOf } from '../documents/targets.ts';

const KEPT = 10_000;
const GOES = /(?:Deleted|CreateUndone)$/;

export class LastLabels implements Follower {
  readonly name = 'last-labels';
  readonly #present: (subject: string) => Labels | undefined;
  /** In the order in which they went. */
  readonly #gone = new Map<string, Labels>();

  constructor(present: (subject: string) => Labels | undefined) {
    this.#present = present;
  }

  reset(): void {
    this.#gone.clear();
  }

  apply({ type, stream }: RecordedEvent): void {
    if (!GOES.test(type)) return;
    const subject = subjectOf(stream) ?? '';
    const labels = this.#present(subject);
    if (labels === undefined) return;
    this.#gone.set(subject, labels);
    if (this.#gone.size <= KEPT) return;
    const [oldest] = this.#gone.keys();
    this.#gone.delete(oldest as string);
  }

  /** As they are, or were last; none for things without labels. */
  of(subject: string): Labels {
    return this.#present(subject) ?? this.#gone.get(subject) ?? {};
  }
}
