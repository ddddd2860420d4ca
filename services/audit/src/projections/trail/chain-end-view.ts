/** Where the chain ends, over all days, and where it goes on. */
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import { type ChainPlace, noPlace, placeAfter } from '../../domain/chain/place.ts';

const PREFIX = 'audit-';

export const auditStream = (day: string): string => `${PREFIX}${day}`;
const auditDayOf = (stream: string): string => stream.slice(PREFIX.length);

export class ChainEndView implements Follower {
  readonly name = 'audit.chain-end';
  #place: ChainPlace = noPlace;

  get place(): ChainPlace {
    return this.#place;
  }

  reset(): void {
    this.#place = noPlace;
  }

  apply(event: RecordedEvent): void {
    if (event.type !== 'audit.AccessRecorded') return;
    this.#place = placeAfter(auditDayOf(event.stream), event.data as unknown as Parameters<typeof placeAfter>[1]);
  }
}
