/** Commands that show a list: every page of it, or the first so many. */
import type { Api } from '../api/api.ts';
import { exitCodes } from '../exit-codes.ts';
import { usage } from '../failure.ts';
import type { Plain } from '../output/cells.ts';
import { plainText } from '../output/csv.ts';
import type { Shape } from '../output/columns.ts';
import type { CommandPlan } from '../plan.ts';
import { addFlag } from './flags.ts';
import { flagValue, type FlagValues } from './flag-values.ts';
import { placesOf } from './places.ts';
import { hasTarget, pathFor, type Field, type OperationSpec } from './spec.ts';
import { withTarget } from './targets.ts';

interface Page {
  readonly items: readonly Plain[];
  readonly nextCursor: string | null;
}

const LARGEST_PAGE = 1000;

/** What one item of a list is, where it is not called like its list. */
const items: Readonly<Record<string, string>> = { audit: 'audit record', deliveries: 'delivery', runs: 'run' };

export const shapeOf = ({ noun, verb, columns, fields }: OperationSpec): Shape => ({
  noun: items[verb] ?? items[noun] ?? noun,
  columns,
  fields,
});

/** The query of an operation from the flags that were given. */
export const queryFrom = (fields: readonly Field[], values: FlagValues): URLSearchParams => {
  const query = new URLSearchParams();
  for (const field of fields) {
    const value = flagValue(field, values);
    if (value !== undefined) query.set(field.path[0] as string, plainText(value));
  }
  return query;
};

export const withQuery = (path: string, query: URLSearchParams): string =>
  query.size === 0 ? path : `${path}?${query.toString()}`;

export const isPageLimit = ({ path }: Field): boolean => path[0] === 'limit';

export const limitFrom = (values: FlagValues): number => {
  const text = values['limit'];
  if (text === undefined) return Number.POSITIVE_INFINITY;
  if (/^[1-9]\d{0,8}$/.test(text as string)) return Number(text);
  throw usage(`--limit takes a number from 1 to 999999999, not "${text as string}"`);
};

interface Asked {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly most: number;
}

const pagesOf = async (api: Api, spec: OperationSpec, { path, query, most }: Asked): Promise<Page> => {
  const found: Plain[] = [];
  for (;;) {
    query.set('limit', String(Math.min(LARGEST_PAGE, most - found.length)));
    const page: Page = await api.ask<Page>({ path: withQuery(path, query), placeOf: placesOf(spec) });
    found.push(...page.items);
    if (page.nextCursor === null || found.length >= most) return { items: found, nextCursor: page.nextCursor };
    query.set('cursor', page.nextCursor);
  }
};

/** Every item there is. */
export const everyPage = async (api: Api, spec: OperationSpec, query: URLSearchParams): Promise<readonly Plain[]> =>
  (await pagesOf(api, spec, { path: spec.path, query, most: Number.POSITIVE_INFINITY })).items;

/** A list may be of one thing's own: `webhook deliveries pager`. */
export const listPlan = (spec: OperationSpec): CommandPlan => ({
  name: spec.verb,
  ...(spec.verb === 'list' ? { aliases: ['ls'] } : {}),
  ...(hasTarget(spec) ? { words: `<${spec.noun}>` } : {}),
  summary: spec.summary,
  description: spec.description,
  addFlags: (command) => {
    for (const field of spec.query.filter((each) => !isPageLimit(each))) addFlag(command, field, false);
    command.option('-n, --limit <number>', 'at most so many; all of them without it');
  },
  run: async ({ api, printer }, { words: [word = ''], values }) => {
    const fields = spec.query.filter((each) => !isPageLimit(each));
    const asked = { query: queryFrom(fields, values), most: limitFrom(values) };
    const list = (path: string): Promise<Page> => pagesOf(api(), spec, { path, ...asked });
    const page = await (hasTarget(spec)
      ? withTarget(api(), spec, word, (found) => list(pathFor(spec, found)))
      : list(spec.path));
    await printer.list(shapeOf(spec), page.items, { ...page });
    return exitCodes.ok;
  },
});
