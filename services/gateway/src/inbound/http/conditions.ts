/** The `filter`, `selector` and `fields` parameters of lists. */
import { isRefusal, selects, starPattern } from '@chronovisor/kernel';
import { parseSelector } from '../../domain/selector/selector.ts';
import type { Catalogue } from '../../projections/catalogue/catalogue.ts';
import { HttpProblem, invalidAt } from './http-problem.ts';

type Plain = Readonly<Record<string, unknown>>;
type Test = (document: Plain) => boolean;

/** Lists hold when one of their members does. */
const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : [String(value)]);

const testOf = (text: string, known: ReadonlySet<string>): Test => {
  const match = /^([A-Za-z]+)(!?=)(.*)$/s.exec(text);
  const [, field = '', operator = '', value = ''] = match ?? [];
  if (!known.has(field)) throw invalidAt('?filter', `there is no field ${field}; there are ${[...known].join(', ')}`);
  const isLike = starPattern(value);
  const holds = operator === '=';
  return (document) => textsOf(document[field]).some(isLike) === holds;
};

export const matcherOf = (filter: string | undefined, known: ReadonlySet<string>): Test | null => {
  if (filter === undefined) return null;
  const tests = filter.split(',').map((text) => testOf(text, known));
  return (document) => tests.every((test) => test(document));
};

export const selectorMatcher = (text: string | undefined): Test | null => {
  if (text === undefined) return null;
  const selector = parseSelector(text, '?selector');
  if (isRefusal(selector)) throw new HttpProblem(selector);
  return ({ labels }) => selects(selector, labels as Readonly<Record<string, string>>);
};

/** Vms that are in a group. */
export const groupMatcher = (catalogue: Catalogue, reference: string | undefined): Test | null => {
  if (reference === undefined) return null;
  const [id] = catalogue.find('groups', reference);
  const group = id === undefined ? undefined : catalogue.groups.documents.row(id);
  if (group === undefined) throw invalidAt('?group', `there is no group ${reference}`, 'group.unknown');
  return ({ id: vmId }) => group.vmIds.has(vmId as string);
};

/** Picked by the id of the project: its name may be given to another one. */
export const projectMatcher = (catalogue: Catalogue, reference: string | undefined): Test | null => {
  if (reference === undefined) return null;
  const [id] = catalogue.find('projects', reference);
  if (id === undefined) throw invalidAt('?project', `there is no project ${reference}`, 'project.not-found');
  return ({ projectId }) => projectId === id;
};

/** Only the named fields, in the order in which they were named. */
export const pickerOf = (
  fields: string | undefined,
  known: ReadonlySet<string>,
): ((document: Plain) => Plain) | null => {
  if (fields === undefined) return null;
  const wanted = [...new Set(fields.split(','))];
  const unknown = wanted.filter((field) => !known.has(field));
  if (unknown.length > 0)
    throw invalidAt('?fields', `there is no field ${unknown.join(', ')}; there are ${[...known].join(', ')}`);
  return (document) =>
    Object.fromEntries(wanted.flatMap((field) => (document[field] === undefined ? [] : [[field, document[field]]])));
};
