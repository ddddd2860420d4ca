/** What a reader means by "about this": an id, a path, the name of a vm. */
import type { Catalogue } from '../../../projections/catalogue/catalogue.ts';

const NOUNS = [
  'vms',
  'groups',
  'projects',
  'hosts',
  'pools',
  'volumes',
  'networks',
  'images',
  'nics',
  'operations',
  'webhooks',
] as const;
const PATH = new RegExp(`^/?(?:api/v1/)?((?:${NOUNS.join('|')})/[^/]+)$`);

/** An id may be of any noun; a name is a vm's. What is not there any more still has its events, by id. */
export const subjectsOf = (catalogue: Catalogue, given: string): readonly string[] => {
  const path = PATH.exec(given)?.[1];
  const reference = path?.split('/')[1] ?? given;
  const noun = path?.split('/')[0];
  const ids = [reference, ...catalogue.find('vms', reference)];
  return ids.flatMap((id) => (noun === undefined ? NOUNS.map((one) => `${one}/${id}`) : [`${noun}/${id}`]));
};
