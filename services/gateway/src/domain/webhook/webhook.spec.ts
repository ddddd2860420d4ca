import { specify } from '@chronovisor/testing';
import { describe, it } from 'vitest';
import { webhookDecider, type WebhookCommand } from './decide.ts';
import type { WebhookEvent } from './state.ts';

const webhookId = 'w-1' as never;
const meta = { operationId: 'op-1', commandId: 'op-1' } as WebhookCommand['meta'];
const request = { operationId: 'op-1', commandId: 'op-1' } as never;
const settings = { url: 'https://x.org/', types: ['vm.*'], subjects: null, selector: null, enabled: true };
const problem = { code: 'webhook.given-up', message: 'x' };

const create = {
  type: 'gateway.CreateWebhook',
  version: 1,
  data: { webhookId, name: 'pager' as never, ...settings, labels: { team: 'a' } },
  meta,
} as const;
const of = <T extends WebhookCommand['type']>(type: T, data: object): WebhookCommand =>
  ({ type, version: 1, data: { webhookId, ...data }, meta }) as unknown as WebhookCommand;
const update = (changes: object): WebhookCommand => of('gateway.UpdateWebhook', { changes });

const created: WebhookEvent = { type: 'gateway.WebhookCreated', version: 1, data: { ...create.data, request } };
const parked: WebhookEvent = { type: 'gateway.WebhookParked', version: 1, data: { webhookId, problem, position: 7 } };
const deleted: WebhookEvent = {
  type: 'gateway.WebhookDeleted',
  version: 1,
  data: { webhookId, name: 'pager', request },
};
const testAsked: WebhookEvent = { type: 'gateway.WebhookTestRequested', version: 1, data: { webhookId, request } };

describe('a webhook', () => {
  it('is made once under its id', () => {
    specify(webhookDecider).when(create).then([created]);
    specify(webhookDecider).given([created]).when(create).thenRefused('webhook.id-taken');
    specify(webhookDecider).given([created, deleted]).when(create).thenRefused('webhook.id-taken');
  });

  it('records what is new, and nothing when the same is asked again', () => {
    const changes = { types: null, labels: { team: null, tier: 'b' } };
    specify(webhookDecider)
      .given([created])
      .when(update(changes))
      .then([
        {
          type: 'gateway.WebhookUpdated',
          version: 1,
          data: { webhookId, changes: { types: null, labels: { tier: 'b' } }, request },
        },
      ])
      .thenOnlyOnce();
    specify(webhookDecider)
      .given([created])
      .when(update({ url: 'https://x.org/', enabled: true }))
      .then([]);
  });

  it('that was parked is woken by being enabled, though it never was disabled', () => {
    specify(webhookDecider)
      .given([created, parked])
      .when(update({ enabled: true }))
      .thenTypes('gateway.WebhookUpdated');
  });

  it('is parked once', () => {
    const park = of('gateway.ParkWebhook', { problem, position: 7 });
    specify(webhookDecider).given([created]).when(park).then([parked]).thenOnlyOnce();
  });

  it('takes the next secret and no other', () => {
    const rotate = (secretVersion: number): WebhookCommand => of('gateway.RotateWebhookSecret', { secretVersion });
    specify(webhookDecider).given([created]).when(rotate(2)).thenTypes('gateway.WebhookSecretRotated');
    specify(webhookDecider).given([created]).when(rotate(3)).thenRefused('webhook.rotated-meanwhile');
  });

  it('begins a new generation with every replay', () => {
    specify(webhookDecider)
      .given([created])
      .when(of('gateway.ReplayWebhook', { from: 0 }))
      .then([
        {
          type: 'gateway.WebhookReplayRequested',
          version: 1,
          data: { webhookId, from: 0, generation: 2, request },
        },
      ]);
  });

  it('hears the outcome of a test once', () => {
    const record = of('gateway.RecordWebhookTest', { problem: null, request });
    specify(webhookDecider).given([created, testAsked]).when(record).thenTypes('gateway.WebhookTested').thenOnlyOnce();
    specify(webhookDecider).given([created]).when(record).then([]);
  });

  it('ends tests under way when it goes, and goes once', () => {
    specify(webhookDecider)
      .given([created, testAsked])
      .when(of('gateway.DeleteWebhook', {}))
      .thenTypes('gateway.WebhookTestFailed', 'gateway.WebhookDeleted')
      .thenOnlyOnce();
  });

  it('that is not there is refused, but for what can only be late', () => {
    specify(webhookDecider).when(update({})).thenRefused('webhook.not-found');
    specify(webhookDecider).given([created, deleted]).when(update({})).thenRefused('webhook.not-found');
    specify(webhookDecider)
      .given([created, deleted])
      .when(of('gateway.ParkWebhook', { problem, position: 1 }))
      .then([]);
  });
});
