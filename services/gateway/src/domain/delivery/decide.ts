/** Decides whether what was sent to a webhook has to be written down. */
import type { MessageOf, RecordDeliveries } from '@chronovisor/contracts';
import type { Decider } from '@chronovisor/kernel';
import { evolve, type Recorded } from './evolve.ts';
import { noProgress, type Progress } from './state.ts';

export type RecordMessage = MessageOf<typeof RecordDeliveries>;

/** What says nothing new leaves no trace: telling that nothing was told would never end. */
const decide = ({ data }: RecordMessage, progress: Progress): readonly Recorded[] => {
  const isNew = data.generation > progress.generation;
  const isAhead = isNew || (data.generation === progress.generation && data.through > progress.through);
  return data.deliveries.length > 0 || isAhead ? [{ type: 'gateway.DeliveriesRecorded', version: 1, data }] : [];
};

export const deliveryDecider: Decider<RecordMessage, Progress, Recorded> = { initial: noProgress, decide, evolve };
