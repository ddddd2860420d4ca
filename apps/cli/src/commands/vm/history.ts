/** `vm history`: every event of one vm, all pages of it. */
import type { Api } from '../../api/api.ts';
import { exitCodes } from '../../exit-codes.ts';
import { addFlag } from '../../described/flags.ts';
import { isPageLimit, limitFrom, queryFrom, shapeOf, withQuery } from '../../described/list.ts';
import { placesOf } from '../../described/places.ts';
import { pathFor, type OperationSpec } from '../../described/spec.ts';
import { withTarget } from '../../described/targets.ts';
import type { Plain } from '../../output/cells.ts';
import type { CommandPlan } from '../../plan.ts';

interface Page {
  readonly items: readonly Plain[];
  readonly next: number | null;
}

const LARGEST_PAGE = 1000;

const pagesOf = async (api: Api, path: string, query: URLSearchParams, spec: OperationSpec): Promise<Page> => {
  const most = Number(query.get('limit') ?? Number.POSITIVE_INFINITY);
  const items: Plain[] = [];
  for (;;) {
    query.set('limit', String(Math.min(LARGEST_PAGE, most - items.length)));
    const page: Page = await api.ask<Page>({ path: withQuery(path, query), placeOf: placesOf(spec) });
    items.push(...page.items);
    if (page.next === null || page.items.length === 0 || items.length >= most) return { items, next: page.next };
    query.set('after', String(page.next));
  }
};

export const historyPlan = (spec: OperationSpec): CommandPlan => ({
  name: spec.verb,
  summary: spec.summary,
  description: spec.description,
  words: `<${spec.noun}>`,
  addFlags: (command) => {
    for (const field of spec.query.filter((each) => !isPageLimit(each))) addFlag(command, field, false);
    command.option('-n, --limit <number>', 'at most so many; all of them without it');
  },
  run: async ({ api, printer }, { words: [vm = ''], values }) => {
    const query = queryFrom(
      spec.query.filter((each) => !isPageLimit(each)),
      values,
    );
    const limit = limitFrom(values);
    if (Number.isFinite(limit)) query.set('limit', String(limit));
    const page = await withTarget(api(), spec, vm, (found) =>
      pagesOf(api(), pathFor(spec, found), new URLSearchParams(query), spec),
    );
    await printer.list({ ...shapeOf(spec), noun: 'event' }, page.items, { ...page });
    return exitCodes.ok;
  },
});
