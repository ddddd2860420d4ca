/** Reads what was sent to a webhook from the store, newest first. */
import type { DeliveriesRecorded, Delivery, MessageOf } from '@chronovisor/contracts';
import type { EventStore } from '@chronovisor/event-store';
import { deliveriesStream } from '../../../projections/webhooks/view.ts';

export interface DeliveryItem {
  readonly delivery: Delivery;
  /** Where it stands: what comes after it is older. */
  readonly place: string;
}

const placeOf = (text: string | null): { readonly revision: number; readonly index: number } | null => {
  if (text === null) return null;
  const [revision = '', index = ''] = text.split('#');
  return { revision: Number(revision), index: Number(index) };
};

/** What was written down before a place; from the newest without one. */
export async function* deliveriesBefore(
  store: Pick<EventStore, 'read'>,
  webhookId: string,
  place: string | null,
): AsyncIterable<DeliveryItem> {
  const before = placeOf(place);
  const from = before === null ? {} : { from: before.revision };
  for await (const event of store.read(deliveriesStream(webhookId), { ...from, direction: 'backward' })) {
    const { deliveries } = event.data as unknown as MessageOf<typeof DeliveriesRecorded>['data'];
    const end = event.revision === before?.revision ? before.index : deliveries.length;
    for (let index = end - 1; index >= 0; index -= 1)
      yield { delivery: deliveries[index] as Delivery, place: `${event.revision}#${index}` };
  }
}
