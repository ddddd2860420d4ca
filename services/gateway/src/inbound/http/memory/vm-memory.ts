/** Reads what the log holds of one vm: its newest events, and those of the operations they belong to. */
import type { EventStore, RecordedEvent } from '@chronovisor/event-store';
import { threadKey } from '../../../domain/timeline/threads.ts';

type Log = Pick<EventStore, 'read'>;

/** Enough for any thread; more would keep others waiting. */
const MOST_EVENTS = 5_000;
const MOST_OF_A_SAGA = 500;

/** Backwards until there are events of more threads than wanted; given oldest first. */
export const newestEvents = async (log: Log, vmId: string, threads: number): Promise<readonly RecordedEvent[]> => {
  const found: RecordedEvent[] = [];
  const keys = new Set<string>();
  for await (const event of log.read(`vm-${vmId}`, { direction: 'backward', limit: MOST_EVENTS })) {
    const key = threadKey(event);
    if (!keys.has(key) && keys.size === threads) break;
    keys.add(key);
    found.push(event);
  }
  return found.toReversed();
};

/** With the events of their sagas, in the order of the log. */
export const withSagas = async (log: Log, events: readonly RecordedEvent[]): Promise<readonly RecordedEvent[]> => {
  const sagas: RecordedEvent[] = [];
  for (const key of new Set(events.map(threadKey)))
    for await (const event of log.read(`saga-${key}`, { limit: MOST_OF_A_SAGA })) sagas.push(event);
  return [...events, ...sagas].toSorted((a, b) => a.position - b.position);
};
