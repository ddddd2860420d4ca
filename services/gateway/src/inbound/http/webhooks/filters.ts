/** Reads what a webhook is to hear of, and refuses what could never match. */
import type { http } from '@chronovisor/contracts';
import { isRefusal, refuse } from '@chronovisor/kernel';
import { parseSelector } from '../../../domain/selector/selector.ts';
import { HttpProblem } from '../http-problem.ts';
import type { Grounds } from '../past/known.ts';
import { unknownTypes } from '../records/event-types.ts';
import { subjectsOf } from '../records/subjects.ts';

type Filters = Pick<http.UpdateWebhookBody, 'types' | 'subjects' | 'selector'>;

const problemAt = (code: string, pointer: string, detail: string, hint: string): HttpProblem =>
  new HttpProblem(refuse(code, detail, { hint, errors: [{ pointer, detail }] }));

const checkTypes = (types: readonly string[]): void => {
  const [first] = unknownTypes(types);
  if (first === undefined) return;
  throw problemAt('webhook.filter-matches-nothing', `/types/${first.index}`, first.detail, first.hint);
};

const meantBy = async (grounds: Grounds, given: string, index: number): Promise<readonly string[]> => {
  const found = await subjectsOf(grounds, given);
  if (found.length > 0) return found;
  const hint = 'Name a vm by its name, anything else by its id or by a path such as volumes/{id}.';
  throw problemAt('webhook.subject-unknown', `/subjects/${index}`, `nothing is called ${given}`, hint);
};

/** Gives the subjects as paths with ids, where there are any. */
export const filtersOf = async (
  grounds: Grounds,
  { types, subjects, selector }: Filters,
): Promise<Pick<Filters, 'subjects'>> => {
  if (types) checkTypes(types);
  const selected = selector ? parseSelector(selector, '/selector') : null;
  if (isRefusal(selected)) throw new HttpProblem(selected);
  if (!subjects) return {};
  const meant = await Promise.all(subjects.map((given, index) => meantBy(grounds, given, index)));
  return { subjects: [...new Set(meant.flat())] };
};
