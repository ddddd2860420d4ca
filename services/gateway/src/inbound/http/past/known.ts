/** Which things a reference may have meant at any time: those of now, and those that once bore the name or the id. */
import { claimStream, type EventStore } from '@chronovisor/event-store';
import type { Catalogue, Noun } from '../../../projections/catalogue/catalogue.ts';
import { singular } from '../reader.ts';

export interface Grounds {
  readonly log: Pick<EventStore, 'read'>;
  readonly catalogue: Catalogue;
}

/** Nics have no list of their own. */
export type KnownNoun = Noun | 'nics';

export interface Reference {
  readonly noun: KnownNoun;
  readonly reference: string;
  readonly byName?: boolean;
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const isThere = async (log: Grounds['log'], stream: string): Promise<boolean> => {
  for await (const _event of log.read(stream, { limit: 1 })) return true;
  return false;
};

const streamsOf = (noun: KnownNoun, id: string): readonly string[] =>
  noun === 'operations' ? [`saga-${id}`, `bulk-${id}`, `operation-${id}`] : [`${singular(noun)}-${id}`];

/** Work of one step has no stream of its own: only the view of operations knows it. */
const withId = async ({ log, catalogue }: Grounds, noun: KnownNoun, reference: string): Promise<readonly string[]> => {
  const id = reference.toLowerCase();
  if (!ID.test(id)) return [];
  if (noun !== 'nics' && catalogue.documents(noun).row(id) !== undefined) return [id];
  const found = await Promise.all(streamsOf(noun, id).map((stream) => isThere(log, stream)));
  return found.includes(true) ? [id] : [];
};

/** Names of pools are unique on their host only. */
const keysOf = (catalogue: Catalogue, noun: Noun, name: string): readonly string[] =>
  noun === 'pools' ? catalogue.hosts.documents.rows().map(({ id }) => `${id}/${name}`) : [name];

/** Whoever held the name has said so. */
const holdersOf = async (log: Grounds['log'], noun: Noun, key: string): Promise<readonly string[]> => {
  const owners: string[] = [];
  for await (const { data } of log.read(claimStream(`${singular(noun)}-name`, key)))
    owners.push((data as { readonly owner: string }).owner);
  return owners;
};

const withName = async ({ log, catalogue }: Grounds, noun: Noun, name: string): Promise<readonly string[]> => {
  const holders = await Promise.all(keysOf(catalogue, noun, name).map((key) => holdersOf(log, noun, key)));
  return [...catalogue.find(noun, name), ...holders.flat()];
};

/** Ids, those of now first. */
export const everKnown = async (
  grounds: Grounds,
  { noun, reference, byName = true }: Reference,
): Promise<readonly string[]> => {
  const named = byName && noun !== 'nics' ? await withName(grounds, noun, reference) : [];
  return [...new Set([...named, ...(await withId(grounds, noun, reference))])];
};
