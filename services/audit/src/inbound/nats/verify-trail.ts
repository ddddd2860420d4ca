/** Reads the whole trail from the store, not from any view, and checks every link. */
import type { EventStore, RecordedEvent } from '@chronovisor/event-store';
import { type ChainEnd, type Link, emptyChain, flaw } from '../../domain/chain/link.ts';

export interface Verification {
  readonly valid: boolean;
  readonly records: number;
  readonly broken: { readonly position: number; readonly sequence: number; readonly reason: string } | null;
}

const linkOf = (event: RecordedEvent): Link => event.data as unknown as Link;

/** `end`: where the chain ended when this process saw it last; records cut off at the end are found with it. */
export const verifyTrail = async (store: EventStore, seen: ChainEnd): Promise<Verification> => {
  let end = emptyChain;
  let position = 0;
  let records = 0;
  for await (const event of store.readAll()) {
    if (event.type !== 'audit.AccessRecorded') continue;
    const link = linkOf(event);
    position = event.position;
    const reason = flaw(end, link);
    if (reason !== null) return { valid: false, records, broken: { position, sequence: link.sequence, reason } };
    end = link;
    records += 1;
  }
  if (end.sequence >= seen.sequence) return { valid: true, records, broken: null };
  return {
    valid: false,
    records,
    broken: {
      position,
      sequence: seen.sequence,
      reason: `the trail ends at record ${end.sequence}, but record ${seen.sequence} was written`,
    },
  };
};
