/** Folds what was sent: a newer generation begins anew, within one it only goes forward. */
import type { DeliveriesRecorded, MessageOf } from '@chronovisor/contracts';
import type { Progress } from './state.ts';

export type Recorded = MessageOf<typeof DeliveriesRecorded>;

export const evolve = (progress: Progress, { data }: Recorded): Progress => {
  const { generation, through } = data;
  if (generation < progress.generation) return progress;
  if (generation > progress.generation) return { generation, through };
  return { generation, through: Math.max(progress.through, through) };
};
