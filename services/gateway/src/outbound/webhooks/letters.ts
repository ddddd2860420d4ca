/** What is sent to a webhook, and what is written down of it. */
import { publicEventType, type Delivery } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import { newId } from '@chronovisor/kernel/ids';
import type { FeedItem } from '../../projections/feed/view.ts';
import type { WebhookRow } from '../../projections/webhooks/view.ts';
import type { Letter, Outcome } from './post.ts';

export const letterOf = ({ url }: WebhookRow, item: FeedItem, secrets: readonly string[]): Letter => ({
  url,
  id: item.event.id,
  body: item.json(),
  secrets,
});

interface Try {
  readonly at: string;
  readonly attempt: number;
}

export const deliveryOf = (event: RecordedEvent, outcome: Outcome, { at, attempt }: Try): Delivery => ({
  kind: 'event',
  eventId: event.id,
  type: publicEventType(event.type),
  position: event.position,
  attempt,
  at,
  ...saidOf(outcome),
  ...(outcome.holdOffMs === null ? {} : { retryAt: later(at, outcome.ms + outcome.holdOffMs) }),
});

const later = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString();

const saidOf = ({
  ms,
  delivered,
  status,
  reason,
}: Outcome): Pick<Delivery, 'ms' | 'outcome' | 'status' | 'reason'> => ({
  ms,
  outcome: delivered ? 'delivered' : 'failed',
  status,
  reason,
});

const TEST = 'webhook.tested';

/** An event that never was: it has no place in the log. */
export const testLetter = (row: WebhookRow, at: string, secrets: readonly string[]): Letter => {
  const id = newId();
  const event = {
    specversion: '1.0',
    id,
    source: '/services/gateway',
    type: TEST,
    subject: `webhooks/${row.id}`,
    time: at,
    datacontenttype: 'application/json',
    data: { webhookId: row.id, name: row.name },
  };
  return { url: row.url, id, body: JSON.stringify(event), secrets };
};

export const testDelivery = (eventId: string, outcome: Outcome, at: string): Delivery => ({
  kind: 'test',
  eventId,
  type: TEST,
  position: 0,
  attempt: 1,
  at,
  ...saidOf(outcome),
});
