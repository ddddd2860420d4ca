/** Reads the audit trail from the store, newest first, stream by stream; the first record of a day ends the stream of the day before. */
import type { AccessRecorded, http, MessageOf } from '@chronovisor/contracts';
import type { EventStore, RecordedEvent } from '@chronovisor/event-store';
import { AUDIT_STREAM } from '../../../projections/audit/view.ts';
import type { Catalogue } from '../../../projections/catalogue/catalogue.ts';

export interface AuditPlace {
  readonly day: string;
  readonly revision: number;
}

export interface AuditItem extends AuditPlace {
  readonly document: http.AuditDocument;
}

const documentOf = (event: RecordedEvent): http.AuditDocument => {
  const { sequence, access, previous, hash } = event.data as unknown as MessageOf<typeof AccessRecorded>['data'];
  return { sequence, day: access.at.slice(0, 10), ...access, previous, hash };
};

export class AuditReader {
  readonly #store: EventStore;
  readonly #views: Pick<Catalogue, 'audit'>;

  constructor(store: EventStore, views: Pick<Catalogue, 'audit'>) {
    this.#store = store;
    this.#views = views;
  }

  /** What was recorded before a place; from the newest without one. */
  async *before(place: AuditPlace | null): AsyncIterable<AuditItem> {
    const days = this.#views.audit.days().filter((day) => place === null || day <= place.day);
    for (const day of days.toReversed()) {
      const from = day === place?.day ? place.revision - 1 : this.#views.audit.recordsOf(day) - 1;
      if (from < 0) continue;
      for await (const event of this.#store.read(`${AUDIT_STREAM}${day}`, { from, direction: 'backward' })) {
        yield { day, revision: event.revision, document: documentOf(event) };
      }
    }
  }
}
