/** Finds what a word on the command line means: a name or an id (the API knows), or the beginning of an id. */
import type { Api } from '../api/api.ts';
import { closest } from '@chronovisor/kernel';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import type { Plain } from '../output/cells.ts';
import { collectionOf, type OperationSpec } from './spec.ts';

interface Known {
  readonly id: string;
  readonly name: string | undefined;
}

interface Page {
  readonly items: readonly Plain[];
  readonly nextCursor: string | null;
}

/** Beyond this a list is too long for a suggestion. */
const MOST_PAGES = 10;

const toKnown = ({ id, name }: Plain): Known => ({ id: String(id), name: typeof name === 'string' ? name : undefined });

export const everyOne = async (api: Api, collection: string): Promise<readonly Known[]> => {
  const known: Known[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const from: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer: Page = await api.ask<Page>({ path: `${collection}?limit=1000${from}` });
    known.push(...answer.items.map(toKnown));
    cursor = answer.nextCursor;
    if (cursor === null) break;
  }
  return known;
};

const ID_START = /^[0-9a-f][0-9a-f-]{2,35}$/;

/** `/api/v1/vms` speaks of a vm. */
export const singularOf = (collection: string): string => (collection.split('/').at(-1) as string).replace(/s$/, '');

const missing = (failure: Failure, reference: string, known: readonly Known[], noun: string): Failure => {
  const words = known.flatMap(({ name }) => name ?? []);
  const near = closest(reference, words);
  const list = `chrono ${noun === 'operation' ? 'op' : noun} list`;
  const hint = near.length === 0 ? list : `did you mean ${near.join(' or ')}?`;
  return new Failure(failure.exit, failure.message, { ...failure.detail, hint });
};

const ambiguous = (reference: string, noun: string, found: readonly Known[]): Failure => {
  const shown = found.slice(0, 5).map(({ id, name }) => (name === undefined ? id : `${id} (${name})`));
  return new Failure(exitCodes.usage, `${found.length} ${noun}s have an id that begins with ${reference}`, {
    hint: `say which: ${shown.join(', ')}${found.length > shown.length ? ', …' : ''}`,
  });
};

/** Only the API's word for a target that is not there leads to a second look. */
const isMissing = (error: unknown, noun: string): error is Failure =>
  error instanceof Failure && error.exit === exitCodes.notFound && error.detail.code === `${noun}.not-found`;

/** Acts on the word as it is; when the API knows no such name or id, on the one id that begins so. */
export const withTarget = async <T>(
  api: Api,
  spec: OperationSpec,
  reference: string,
  act: (reference: string) => Promise<T>,
): Promise<T> => {
  const collection = collectionOf(spec);
  const noun = singularOf(collection);
  try {
    return await act(reference);
  } catch (error) {
    if (!isMissing(error, noun)) throw error;
    const known = await everyOne(api, collection);
    const found = ID_START.test(reference) ? known.filter(({ id }) => id.startsWith(reference)) : [];
    if (found.length === 0) throw missing(error, reference, known, noun);
    if (found.length > 1) throw ambiguous(reference, noun, found);
    return act((found[0] as Known).id);
  }
};
