/** What a reader means by "about this": an id, a path, the name of a vm. Also of what is gone. */
import { didYouMean, refuse } from '@chronovisor/kernel';
import type { Catalogue, Noun } from '../../../projections/catalogue/catalogue.ts';
import { HttpProblem } from '../http-problem.ts';
import { everKnown, type Grounds } from '../past/known.ts';

const NOUNS = [
  'vms',
  'groups',
  'schedules',
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
type SubjectNoun = (typeof NOUNS)[number];

const PATH = new RegExp(`^/?(?:api/v1/)?(${NOUNS.join('|')})/([^/]+)$`);

/** Names enough for a guess: to compare with all of a hundred thousand takes longer than a guess is worth. */
const FOR_A_GUESS = 5_000;

export interface Subject {
  /** Null: an id of whatever noun, or the name of a vm. */
  readonly noun: SubjectNoun | null;
  readonly reference: string;
}

export const subjectIn = (given: string): Subject => {
  const [, noun = null, reference = given] = PATH.exec(given) ?? [];
  return { noun: noun as SubjectNoun | null, reference };
};

const present = (catalogue: Catalogue, { noun, reference }: Subject): readonly string[] => {
  const asked = noun ?? 'vms';
  return asked === 'nics' ? [] : catalogue.find(asked, reference).map((id) => `${asked}/${id}`);
};

const once = async (grounds: Grounds, { noun, reference }: Subject): Promise<readonly string[]> => {
  const found = await Promise.all(
    (noun === null ? NOUNS : [noun]).map(async (one) => {
      const ids = await everKnown(grounds, { noun: one, reference, byName: one === (noun ?? 'vms') });
      return ids.map((id) => `${one}/${id}`);
    }),
  );
  return found.flat();
};

/** As paths with ids; none for what never was. A name that somebody bears now is meant as theirs. */
export const subjectsOf = async (grounds: Grounds, given: string): Promise<readonly string[]> => {
  const subject = subjectIn(given);
  const found = present(grounds.catalogue, subject);
  return found.length > 0 ? found : once(grounds, subject);
};

export const unknownSubject = (catalogue: Catalogue, given: string, nouns: readonly Noun[]): HttpProblem => {
  const names = nouns.flatMap((noun) => catalogue.documents(noun).names().slice(0, FOR_A_GUESS));
  const guess = didYouMean(subjectIn(given).reference, names);
  const usual = 'Name a vm by its name, anything else by its id or by a path such as volumes/{id}.';
  const detail = `there is nothing that is or was called ${given}`;
  const hint = guess === undefined ? usual : `${guess} ${usual}`;
  return new HttpProblem(refuse('subject.unknown', detail, { hint, errors: [{ pointer: '?subject', detail }] }));
};
