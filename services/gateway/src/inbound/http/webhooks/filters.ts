/** Reads what a webhook is to hear of, and refuses what could never match. */
import { eventRegistry, publicEventType, type http } from '@chronovisor/contracts';
import { isRefusal, refuse, starPattern } from '@chronovisor/kernel';
import { parseSelector } from '../../../domain/selector/selector.ts';
import type { Catalogue } from '../../../projections/catalogue/catalogue.ts';
import { HttpProblem } from '../http-problem.ts';
import { subjectsOf } from '../records/subjects.ts';

type Filters = Pick<http.UpdateWebhookBody, 'types' | 'subjects' | 'selector'>;

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const told: readonly string[] = [...eventRegistry.keys()].map(publicEventType);

const problemAt = (code: string, pointer: string, detail: string, hint: string): HttpProblem =>
  new HttpProblem(refuse(code, detail, { hint, errors: [{ pointer, detail }] }));

const checkTypes = (types: readonly string[]): void => {
  for (const [index, pattern] of types.entries()) {
    if (told.some(starPattern(pattern))) continue;
    const hint = 'docs/events.md lists all events; "*" stands for anything, for example vm.* or *.failed.';
    throw problemAt('webhook.filter-matches-nothing', `/types/${index}`, `there is no event like ${pattern}`, hint);
  }
};

const meantBy = (catalogue: Catalogue, given: string, index: number): readonly string[] => {
  const subjects = subjectsOf(catalogue, given);
  const found = subjects.filter((subject) => ID.test(subject.split('/')[1] ?? ''));
  if (found.length > 0) return found;
  const hint = 'Name a vm by its name, anything else by its id or by a path such as volumes/{id}.';
  throw problemAt('webhook.subject-unknown', `/subjects/${index}`, `nothing is called ${given}`, hint);
};

/** Gives the subjects as paths with ids, where there are any. */
export const filtersOf = (catalogue: Catalogue, { types, subjects, selector }: Filters): Pick<Filters, 'subjects'> => {
  if (types) checkTypes(types);
  const selected = selector ? parseSelector(selector, '/selector') : null;
  if (isRefusal(selected)) throw new HttpProblem(selected);
  if (!subjects) return {};
  return { subjects: [...new Set(subjects.flatMap((given, index) => meantBy(catalogue, given, index)))] };
};
