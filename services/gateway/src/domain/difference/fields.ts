/** Which fields of a document differ between two of its states, each named by its JSON Pointer. */
import type { http } from '@chronovisor/contracts';
import { canonicalJson } from '@chronovisor/kernel';

type Plain = Readonly<Record<string, unknown>>;

/** They mark that something changed and tell nothing of it. */
const MARKS: ReadonlySet<string> = new Set(['/revision', '/position', '/updatedAt']);

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

const keysOf = (before: Plain, after: Plain): readonly string[] => [
  ...new Set([...Object.keys(before), ...Object.keys(after)]),
];

const difference = (before: unknown, after: unknown, pointer: string): readonly http.FieldChange[] => {
  if (
    canonicalJson(before ?? null) === canonicalJson(after ?? null) &&
    (before === undefined) === (after === undefined)
  )
    return [];
  if (isPlain(before) && isPlain(after)) {
    return keysOf(before, after).flatMap((key) => difference(before[key], after[key], `${pointer}/${escaped(key)}`));
  }
  if (MARKS.has(pointer)) return [];
  return [
    { pointer, ...(before === undefined ? {} : { from: before }), ...(after === undefined ? {} : { to: after }) },
  ];
};

/** Lists are taken as a whole: nothing tells which of their members is which. */
export const changedFields = (before: object, after: object): readonly http.FieldChange[] =>
  difference(before, after, '');
