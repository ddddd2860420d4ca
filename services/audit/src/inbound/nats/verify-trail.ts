/** Reads the whole trail from the store, not from any view, and checks every link. */
import type { EventStore, RecordedEvent } from '@chronovisor/event-store';
import { type ChainEnd, type Link, emptyChain, flaw } from '../../domain/chain/link.ts';

type Break = {
  readonly position: number;
  readonly sequence: number;
  readonly reason: string;
};

/** Types, not interfaces: they go into a reply as they are. */
export type Verification = {
  readonly valid: boolean;
  /** That hold. */
  readonly records: number;
  readonly broken: Break | null;
};

const linkOf = (event: RecordedEvent): Link => event.data as unknown as Link;

const replaced = (link: Link, seen: ChainEnd): string | null =>
  link.sequence === seen.sequence && link.hash !== seen.hash
    ? `record ${link.sequence} is another one than was written: the trail was made anew`
    : null;

const brokenOff = (end: ChainEnd, { position, seen }: { position: number; seen: ChainEnd }): Break | null => {
  if (end.sequence >= seen.sequence) return null;
  const ending = end.sequence < 0 ? 'the trail is empty' : `the trail ends at record ${end.sequence}`;
  return { position, sequence: seen.sequence, reason: `${ending}, but record ${seen.sequence} was written` };
};

/** `seen`: where the chain ended when this process last saw it, so that records cut off or made anew at the end are found. */
export const verifyTrail = async (store: Pick<EventStore, 'readAll'>, seen: ChainEnd): Promise<Verification> => {
  let end = emptyChain;
  let position = 0;
  let records = 0;
  for await (const event of store.readAll()) {
    if (event.type !== 'audit.AccessRecorded') continue;
    const link = linkOf(event);
    position = event.position;
    const reason = flaw(end, link) ?? replaced(link, seen);
    if (reason !== null) return { valid: false, records, broken: { position, sequence: link.sequence, reason } };
    end = link;
    records += 1;
  }
  const broken = brokenOff(end, { position, seen });
  return { valid: broken === null, records, broken };
};
