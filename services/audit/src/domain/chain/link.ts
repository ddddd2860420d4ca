/** One link of the audit chain: its hash covers what it says and the link before it. */
import type { Access } from '@chronovisor/contracts';
import { canonicalJson, sha256 } from '@chronovisor/kernel';

export interface Link {
  readonly sequence: number;
  readonly access: Access;
  readonly previous: string;
  readonly hash: string;
}

/** The end of a chain, on which the next link is put. */
export interface ChainEnd {
  readonly sequence: number;
  readonly hash: string;
}

export const emptyChain: ChainEnd = { sequence: -1, hash: '0'.repeat(64) };

export const hashOf = ({ sequence, access, previous }: Omit<Link, 'hash'>): string =>
  sha256(canonicalJson({ sequence, access, previous }));

export const nextLink = (end: ChainEnd, access: Access): Link => {
  const link = { sequence: end.sequence + 1, access, previous: end.hash };
  return { ...link, hash: hashOf(link) };
};

/** The one further along. */
export const laterOf = (one: ChainEnd | null, other: ChainEnd): ChainEnd =>
  one !== null && one.sequence > other.sequence ? one : other;

/** Why a link does not follow the chain so far, in words; null when it does. */
export const flaw = (end: ChainEnd, link: Link): string | null => {
  if (link.sequence !== end.sequence + 1)
    return `record ${end.sequence + 1} is missing: ${link.sequence} follows ${end.sequence}`;
  if (link.previous !== end.hash)
    return `record ${link.sequence} does not continue record ${end.sequence}: one of them was replaced`;
  return hashOf(link) === link.hash ? null : `record ${link.sequence} was altered: its hash does not fit what it says`;
};
