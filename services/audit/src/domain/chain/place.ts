/**
 * Where the next link is kept. The trail lies in one stream for each day, and several processes write it: so that no two
 * links ever continue the same one, the first record of a new day is still put where the day before is kept, and ends it.
 */
import type { AccessRecorded, MessageOf } from '@chronovisor/contracts';
import { type ChainEnd, emptyChain, laterOf } from './link.ts';

type Link = MessageOf<typeof AccessRecorded>['data'];

export interface ChainPlace {
  readonly end: ChainEnd;
  /** Whose stream the next link is put on. */
  readonly day: string;
}

/** A day before all others, so that the very first records meet as well. */
export const noPlace: ChainPlace = { end: emptyChain, day: '1970-01-01' };

/** `day`: whose stream the link lies in. */
export const placeAfter = (day: string, { sequence, hash, access }: Link): ChainPlace => {
  const own = access.at.slice(0, 10);
  return { end: { sequence, hash }, day: own > day ? own : day };
};

export const laterPlace = (one: ChainPlace, other: ChainPlace): ChainPlace =>
  laterOf(one.end, other.end) === one.end ? one : other;
