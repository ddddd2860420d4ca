/** How a bulk ends once nothing is under way and nothing to come, and what it says of itself then. */
import type { Problem } from '@chronovisor/contracts';
import { type BulkEvent, type Counts, type RunningBulk, stageAt } from './state.ts';

const WORDS: readonly (readonly [keyof Counts, string])[] = [
  ['succeeded', 'done'],
  ['failed', 'failed'],
  ['skipped', 'left out'],
  ['cancelled', 'never sent'],
];

const tellCounts = (counts: Counts): string =>
  WORDS.filter(([key]) => counts[key] > 0)
    .map(([key, word]) => `${counts[key]} ${word}`)
    .join(', ');

/** Named in the sentence; the rest are among the children. */
const NAMED = 3;

const failedNames = ({ plan, stages, counts }: RunningBulk): string => {
  const failed = plan.items.filter((_, index) => {
    const stage = stageAt(stages, index);
    return stage.is === 'ended' && stage.outcome === 'failed';
  });
  const names = failed.slice(0, NAMED).map(({ name }) => name);
  return counts.failed > NAMED ? `${names.join(', ')} and others` : names.join(', ');
};

const problemOf = (bulk: RunningBulk): Problem => {
  const { plan, counts, halted } = bulk;
  const told = `of ${plan.items.length} vms ${tellCounts(counts)}`;
  const { half: _, ...facts } = counts;
  if (halted === 'cancelled') {
    const hint = 'What was done stays done. Repeat the request for the rest.';
    return { code: 'bulk.cancelled', message: told, hint, facts };
  }
  const names = failedNames(bulk);
  const message = names === '' ? told : `${told}: ${names}`;
  return { code: 'bulk.incomplete', message, hint: 'Each vm says why under children.', facts };
};

export const ending = (bulk: RunningBulk): readonly BulkEvent[] => {
  const { plan, counts, halted } = bulk;
  if (counts.waiting + counts.sent + counts.half > 0) return [];
  const { operationId, request } = plan;
  const over = (type: string, data: object): readonly BulkEvent[] => [
    { type, version: 1, data: { operationId, ...data, request } } as unknown as BulkEvent,
  ];
  if (halted === 'cancelled') return over('compute.BulkCancelled', { problem: problemOf(bulk) });
  if (counts.failed + counts.skipped > 0) return over('compute.BulkFailed', { problem: problemOf(bulk) });
  return over('compute.BulkSucceeded', {});
};
