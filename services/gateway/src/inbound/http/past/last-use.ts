/** Finds what a budget said last, up to a position: its stream is long, and one event of it tells all that is used. */
import { BudgetFreed, BudgetHeld } from '@chronovisor/contracts';
import type { RecordedEvent, ReadOptions } from '@chronovisor/event-store';
import type { Log, Streams } from './streams.ts';

const first = async (log: Log, stream: string, options: ReadOptions): Promise<RecordedEvent | null> => {
  for await (const event of log.read(stream, { ...options, limit: 1 })) return event;
  return null;
};

/** The last revision whose event is not younger; -1 when there is none. By halves, as positions grow with revisions. */
const lastUntil = async ({ log, position }: Streams, stream: string): Promise<number> => {
  let low = -1;
  let high = (await first(log, stream, { direction: 'backward' }))?.revision ?? -1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const event = await first(log, stream, { from: middle });
    if (event !== null && event.position <= position) low = middle;
    else high = middle - 1;
  }
  return low;
};

const tellsUse = ({ type }: RecordedEvent): boolean => type === BudgetHeld.type || type === BudgetFreed.type;

export const lastUse = async (streams: Streams, budget: string): Promise<readonly RecordedEvent[]> => {
  for (let from = await lastUntil(streams, budget); from >= 0; from -= 1) {
    const event = await first(streams.log, budget, { from });
    if (event !== null && tellsUse(event)) return [event];
  }
  return [];
};
