/** Folds what happened to one webhook. */
import type { Request } from '@chronovisor/contracts';
import { assertNever } from '@chronovisor/kernel';
import type { PresentWebhook, Webhook, WebhookEvent } from './state.ts';

type Created = Extract<WebhookEvent, { type: 'gateway.WebhookCreated' }>['data'];
type Updated = Extract<WebhookEvent, { type: 'gateway.WebhookUpdated' }>['data'];

const created = ({ name, url, types, subjects, selector, enabled, labels }: Created): PresentWebhook => ({
  kind: 'present',
  name,
  url,
  types,
  subjects,
  selector,
  enabled,
  labels,
  secretVersion: 1,
  generation: 1,
  isParked: false,
  tests: [],
});

const known = <T extends object>(changes: T): Partial<T> =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Partial<T>;

const updated = (webhook: PresentWebhook, { changes }: Updated): PresentWebhook => {
  const after = { ...webhook, ...known(changes) } as PresentWebhook;
  return changes.enabled === undefined ? after : { ...after, isParked: false };
};

const without = (webhook: PresentWebhook, { commandId }: Request): PresentWebhook => ({
  ...webhook,
  tests: webhook.tests.filter((test) => test.commandId !== commandId),
});

const changed = (webhook: PresentWebhook, event: WebhookEvent): Webhook => {
  switch (event.type) {
    case 'gateway.WebhookCreated':
      return created(event.data);
    case 'gateway.WebhookUpdated':
      return updated(webhook, event.data);
    case 'gateway.WebhookSecretRotated':
      return { ...webhook, secretVersion: event.data.secretVersion };
    case 'gateway.WebhookReplayRequested':
      return { ...webhook, generation: event.data.generation };
    case 'gateway.WebhookTestRequested':
      return { ...webhook, tests: [...webhook.tests, event.data.request] };
    case 'gateway.WebhookTested':
    case 'gateway.WebhookTestFailed':
      return without(webhook, event.data.request);
    case 'gateway.WebhookParked':
      return { ...webhook, isParked: true };
    case 'gateway.WebhookDeleted':
      return { kind: 'deleted' };
    default:
      return assertNever(event);
  }
};

export const evolve = (webhook: Webhook, event: WebhookEvent): Webhook => {
  if (webhook.kind === 'present') return changed(webhook, event);
  return event.type === 'gateway.WebhookCreated' ? created(event.data) : webhook;
};
