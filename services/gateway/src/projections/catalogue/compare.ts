/** Compares two catalogues that have read the same events, document by document. */
import type { http } from '@chronovisor/contracts';
import { changedFields } from '../../domain/difference/fields.ts';
import { nouns, type Catalogue, type Noun } from './catalogue.ts';

export interface Comparison {
  readonly things: number;
  readonly differences: readonly http.ViewDifference[];
}

const idsIn = (catalogue: Catalogue, noun: Noun): readonly string[] =>
  catalogue
    .documents(noun)
    .rows()
    .map(({ id }: { readonly id: string }) => id);

const differenceOf = (
  noun: Noun,
  id: string,
  shown: string | undefined,
  due: string | undefined,
): http.ViewDifference => {
  const subject = `${noun}/${id}`;
  if (shown === undefined) return { subject, found: 'missing', fields: [] };
  if (due === undefined) return { subject, found: 'surplus', fields: [] };
  return {
    subject,
    found: 'different',
    fields: [...changedFields(JSON.parse(shown) as object, JSON.parse(due) as object)],
  };
};

/** Nothing of it is kept: a comparison of everything must not fill the memory with texts that nobody asks for. */
export const compareOne = (
  live: Catalogue,
  fresh: Catalogue,
  noun: Noun,
  id: string,
): readonly http.ViewDifference[] => {
  const [shown, due] = [live, fresh].map((catalogue) => catalogue.documents(noun).text(id));
  return shown === due ? [] : [differenceOf(noun, id, shown, due)];
};

export const compareCatalogues = (live: Catalogue, fresh: Catalogue): Comparison => {
  const compared = nouns.map((noun) => {
    const ids = [...new Set([...idsIn(live, noun), ...idsIn(fresh, noun)])];
    const differences = ids.flatMap((id) => compareOne(live, fresh, noun, id));
    return { things: ids.length, differences };
  });
  return {
    things: compared.reduce((sum, { things }) => sum + things, 0),
    differences: compared.flatMap(({ differences }) => differences),
  };
};
