/** The endpoints of webhooks. */
import { http } from '@chronovisor/contracts';
import { api, endpoint, type Endpoint } from '../endpoint.ts';

const tag = 'webhooks';
const one = `${api}/webhooks/{id}`;
const columns = ['name', 'status', 'url', 'types', 'position', 'id'];

export const listWebhooks = endpoint({
  id: 'listWebhooks',
  method: 'GET',
  path: `${api}/webhooks`,
  tag,
  summary: 'List webhooks',
  query: http.WebhookListParameters,
  answer: { kind: 'page', schema: http.WebhookPage, item: http.WebhookDocument },
  cli: { noun: 'webhook', verb: 'list', columns },
});

export const createWebhook = endpoint({
  id: 'createWebhook',
  method: 'POST',
  path: `${api}/webhooks`,
  tag,
  summary: 'Create a webhook',
  description:
    'Every event that matches is POSTed to the address, in order, at least once, as a CloudEvent signed after Standard Webhooks. `secret` in the answer is shown this once: rotate it when it is lost. Addresses of private networks are refused (`webhook.address-refused`) unless CHRONO_WEBHOOK_ALLOW_PRIVATE names them, also when a name leads there later; names that lead nowhere are refused as `webhook.nowhere`.',
  body: http.CreateWebhookBody,
  answer: { kind: 'operation', schema: http.SecretOperation },
  problems: ['conflict'],
  cli: { noun: 'webhook', verb: 'create' },
});

export const getWebhook = endpoint({
  id: 'getWebhook',
  method: 'GET',
  path: one,
  tag,
  summary: 'Show a webhook',
  query: http.OnePastParameters,
  answer: { kind: 'document', schema: http.WebhookDocument },
  cli: { noun: 'webhook', verb: 'show', columns },
});

export const updateWebhook = endpoint({
  id: 'updateWebhook',
  method: 'PATCH',
  path: one,
  tag,
  summary: 'Change a webhook',
  description:
    'What is named is replaced. `enabled: true` wakes one that was parked: it goes on with the event that was not taken. Takes If-Match.',
  body: http.UpdateWebhookBody,
  answer: { kind: 'operation' },
  problems: ['conflict', 'precondition'],
  cli: { noun: 'webhook', verb: 'update' },
});

export const deleteWebhook = endpoint({
  id: 'deleteWebhook',
  method: 'DELETE',
  path: one,
  tag,
  summary: 'Delete a webhook',
  answer: { kind: 'operation' },
  problems: ['precondition'],
  cli: { noun: 'webhook', verb: 'delete' },
});

export const listWebhookDeliveries = endpoint({
  id: 'listWebhookDeliveries',
  method: 'GET',
  path: `${one}/deliveries`,
  tag,
  summary: 'List what was sent to a webhook, newest first',
  description: 'Every try, with what the receiver answered. What was sent within the last second may be missing.',
  query: http.DeliveryListParameters,
  answer: { kind: 'page', schema: http.DeliveryPage, item: http.DeliveryDocument },
  cli: {
    noun: 'webhook',
    verb: 'deliveries',
    columns: ['at', 'outcome', 'status', 'attempt', 'ms', 'type', 'position', 'reason'],
  },
});

export const replayWebhook = endpoint({
  id: 'replayWebhook',
  method: 'POST',
  path: `${one}/replay`,
  tag,
  summary: 'Send a webhook everything from a position on again',
  description: 'With the same ids as the first time. What it is sending now is finished first.',
  body: http.ReplayWebhookBody,
  answer: { kind: 'operation' },
  cli: { noun: 'webhook', verb: 'replay' },
});

export const rotateWebhookSecret = endpoint({
  id: 'rotateWebhookSecret',
  method: 'POST',
  path: `${one}/rotate-secret`,
  tag,
  summary: 'Give a webhook a new secret',
  description:
    '`secret` in the answer is shown this once. For 24 hours deliveries carry two signatures, of the new secret and of the one before.',
  answer: { kind: 'operation', schema: http.SecretOperation },
  cli: { noun: 'webhook', verb: 'rotate-secret' },
});

export const testWebhook = endpoint({
  id: 'testWebhook',
  method: 'POST',
  path: `${one}/test`,
  tag,
  summary: 'Send a webhook an event that never was',
  description:
    'Of type `webhook.tested`, signed as all others; the operation succeeds when the receiver takes it, and fails with `webhook.test-failed` otherwise. Also for one that is off or parked.',
  answer: { kind: 'operation' },
  cli: { noun: 'webhook', verb: 'test' },
});

export const webhookEndpoints: readonly Endpoint[] = [
  listWebhooks,
  createWebhook,
  getWebhook,
  updateWebhook,
  deleteWebhook,
  listWebhookDeliveries,
  replayWebhook,
  rotateWebhookSecret,
  testWebhook,
];
