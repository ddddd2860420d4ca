/** What becomes of a vm's labels when some are set and some taken away. */
import { type LabelChanges, type Labels, MOST_LABELS } from '@chronovisor/contracts';
import { type Refusal, refuse } from '@chronovisor/kernel';
import type { PresentVm } from '../state.ts';

/** In an order that does not depend on who came first. */
export const mergeLabels = (labels: Readonly<Labels>, changes: Readonly<LabelChanges>): Labels => {
  const all = Object.entries({ ...labels, ...changes });
  const kept = all.filter((entry): entry is [string, string] => entry[1] !== null);
  return Object.fromEntries(kept.toSorted(([one], [other]) => (one < other ? -1 : 1)));
};

export const tooManyLabels = ({ name }: PresentVm, labels: Readonly<Labels> | undefined): Refusal | null => {
  const count = Object.keys(labels ?? {}).length;
  if (count <= MOST_LABELS) return null;
  return refuse('vm.too-many-labels', `${name} would have ${count} labels; there may be ${MOST_LABELS}`, {
    hint: 'Take some away: a label that is null goes.',
    errors: [{ pointer: '/labels', detail: `at most ${MOST_LABELS} in all` }],
  });
};
