/** Reads what the log holds of one vm: its newest events, and those of the operations they belong to. */
import { BulkStarted, type MessageOf, type http } from '@chronovisor/contracts';
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

/** What it was asked for as. */
export const firstName = async (log: Log, vmId: string): Promise<string> => {
  for await (const { data } of log.read(`vm-${vmId}`, { limit: 1 })) return (data as { readonly name: string }).name;
  return vmId;
};

/** With the events of their sagas, in the order of the log. */
export const withSagas = async (log: Log, events: readonly RecordedEvent[]): Promise<readonly RecordedEvent[]> => {
  const sagas: RecordedEvent[] = [];
  for (const key of new Set(events.map(threadKey)))
    for await (const event of log.read(`saga-${key}`, { limit: MOST_OF_A_SAGA })) sagas.push(event);
  return [...events, ...sagas].toSorted((a, b) => a.position - b.position);
};

/** Of one operation. Of an order to many: of each operation in which the vm did its part. */
export const ofOperation = (events: readonly RecordedEvent[], operationId: string): readonly RecordedEvent[] => {
  const keys = new Set(events.filter(({ meta }) => meta['causationId'] === operationId).map(threadKey)).add(
    operationId,
  );
  return events.filter((event) => keys.has(threadKey(event)));
};

const wholeFrom = ({ data, meta }: RecordedEvent): http.TimelineWhole => {
  const { operationId, action, items } = data as unknown as MessageOf<typeof BulkStarted>['data'];
  const vms = items.length === 1 ? '1 vm' : `${items.length} vms`;
  return { operation: operationId, summary: `${action} of ${vms}`, request: meta['action'] ?? null };
};

/** By their ids: the orders to many that these events came of. */
export const wholesOf = async (
  log: Log,
  events: readonly RecordedEvent[],
): Promise<ReadonlyMap<string, http.TimelineWhole>> => {
  const wholes = new Map<string, http.TimelineWhole>();
  for (const id of new Set(events.flatMap(({ meta }) => meta['causationId'] ?? [])))
    for await (const first of log.read(`bulk-${id}`, { limit: 1 }))
      if (first.type === BulkStarted.type) wholes.set(id, wholeFrom(first));
  return wholes;
};
