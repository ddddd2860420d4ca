/** Commands that show documents: one in detail, several as a table. */
import type { Api } from '../api/api.ts';
import { exitCodes, exitOfMany } from '../exit-codes.ts';
import { Failure, linesOf } from '../failure.ts';
import type { Plain } from '../output/cells.ts';
import type { CommandPlan } from '../plan.ts';
import type { Session } from '../session.ts';
import { addFlag } from './flags.ts';
import { queryFrom, shapeOf, withQuery } from './list.ts';
import { placesOf } from './places.ts';
import { hasTarget, pathFor, type OperationSpec } from './spec.ts';
import { withTarget } from './targets.ts';

export const documentOf = (
  api: Api,
  spec: OperationSpec,
  reference: string,
  query = new URLSearchParams(),
): Promise<Plain> =>
  withTarget(api, spec, reference, (word) =>
    api.ask<Plain>({ path: withQuery(pathFor(spec, word), query), placeOf: placesOf(spec) }),
  );

export type Seen = { readonly word: string } & ({ readonly document: Plain } | { readonly failure: Failure });

/** A target that cannot be shown does not keep the others from being shown. */
export const look = async (word: string, ask: () => Promise<Plain>): Promise<Seen> => {
  try {
    return { word, document: await ask() };
  } catch (error) {
    if (error instanceof Failure && error.exit !== exitCodes.interrupted) return { word, failure: error };
    throw error;
  }
};

const several = async (session: Session, spec: OperationSpec, words: readonly string[], query: URLSearchParams) => {
  const api = session.api();
  const seen = await Promise.all(words.map((word) => look(word, () => documentOf(api, spec, word, query))));
  const items = seen.flatMap((each) => ('document' in each ? [each.document] : []));
  if (items.length > 0) await session.printer.list(shapeOf(spec), items, { items, nextCursor: null });
  for (const each of seen) if ('failure' in each) session.printer.complain(linesOf(each.failure, each.word));
  return exitOfMany(seen.map((each) => ('failure' in each ? each.failure.exit : exitCodes.ok)));
};

export const showPlan = (spec: OperationSpec): CommandPlan => ({
  name: spec.verb,
  ...(spec.verb === 'show' ? { aliases: ['get'] } : {}),
  summary: spec.summary,
  description: spec.description,
  ...(hasTarget(spec) ? { words: `<${spec.noun}...>` } : {}),
  addFlags: (command) => spec.query.forEach((field) => addFlag(command, field, false)),
  run: async (session, { words, values }) => {
    const query = queryFrom(spec.query, values);
    if (words.length > 1) return several(session, spec, words, query);
    const document = await documentOf(session.api(), spec, words[0] ?? '', query);
    // Some lists are short by nature and come whole.
    if (Array.isArray(document['items'])) await session.printer.list(shapeOf(spec), document['items'], document);
    else await session.printer.document(shapeOf(spec), document);
    return exitCodes.ok;
  },
});
