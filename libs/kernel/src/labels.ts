/** What becomes of the labels of a thing when some are set and some taken away. */
import { canonicalJson } from './digest.ts';
import { refuse, type Refusal } from './refusal.ts';

type Labels = Readonly<Record<string, string>>;

/** A label that is null goes. In an order that does not depend on who came first. */
export const mergeLabels = (
  labels: Labels,
  changes: Readonly<Record<string, string | null>>,
): Record<string, string> => {
  const all = Object.entries({ ...labels, ...changes });
  const kept = all.filter((entry): entry is [string, string] => entry[1] !== null);
  return Object.fromEntries(kept.toSorted(([one], [other]) => (one < other ? -1 : 1)));
};

/** `noun`: in whose code it is said; `name`: whose labels they are. */
export const tooManyLabels = (
  { noun, name, most }: { readonly noun: string; readonly name: string; readonly most: number },
  labels: Labels | undefined,
): Refusal | null => {
  const count = Object.keys(labels ?? {}).length;
  if (count <= most) return null;
  return refuse(`${noun}.too-many-labels`, `${name} would have ${count} labels; there may be ${most}`, {
    hint: 'Take some away: a label that is null goes.',
    errors: [{ pointer: '/labels', detail: `at most ${most} in all` }],
  });
};

/** The labels as they will be, or why they cannot; null where they are so already. */
export const relabelled = (
  about: { readonly noun: string; readonly name: string; readonly most: number },
  labels: Labels,
  changes: Readonly<Record<string, string | null>>,
): Record<string, string> | Refusal | null => {
  const next = mergeLabels(labels, changes);
  if (canonicalJson(next) === canonicalJson(mergeLabels(labels, {}))) return null;
  return tooManyLabels(about, next) ?? next;
};
