/** Webhooks over HTTP. */
import { z } from 'zod';
import { LabelChanges, Labels } from '../../compute/labels.ts';
import { WebhookId } from '../../ids.ts';
import { Name, Timestamp } from '../../units.ts';
import { Delivery, WebhookUrl } from '../webhooks.ts';
import { ListParameters, SelectedPastListParameters, pageOf, selector } from './lists.ts';
import { OperationDocument } from './operations.ts';

const typePattern = z
  .string()
  .max(200)
  .regex(/^[a-z0-9*.-]+$/, 'write an event type, "*" standing for anything, for example vm.*');

const url = WebhookUrl.meta({
  description: 'Where events are POSTed to: http or https, without a user and without "#"',
  examples: ['https://hooks.example.org/chronovisor'],
});
const types = z
  .array(typePattern)
  .min(1)
  .max(50)
  .nullable()
  .meta({ description: 'Only these types, `*` standing for anything; null: all', examples: [['vm.*', 'host.lost']] });
const subjects = z
  .array(z.string().min(1).max(300))
  .min(1)
  .max(100)
  .nullable()
  .meta({ description: 'Only about these: ids, paths such as vms/{id}, names of vms; null: about anything' });
const labelled = selector.nullable().meta({
  description: 'Only about things with such labels, as they are now or were last; null: any',
  examples: ['set=web'],
});
const enabled = z.boolean().meta({ description: 'While false nothing is sent, and nothing is lost' });

export const CreateWebhookBody = z
  .strictObject({
    name: Name,
    url,
    types: types.default(null),
    subjects: subjects.default(null),
    selector: labelled.default(null),
    labels: Labels.default({}),
    enabled: enabled.default(true),
  })
  .meta({
    id: 'NewWebhook',
    examples: [{ name: 'pager', url: 'https://hooks.example.org/chronovisor', types: ['vm.crashed', 'host.lost'] }],
  });
export type CreateWebhookBody = z.infer<typeof CreateWebhookBody>;

export const UpdateWebhookBody = z
  .strictObject({ name: Name, url, types, subjects, selector: labelled, labels: LabelChanges, enabled })
  .partial()
  .meta({ id: 'WebhookChanges', examples: [{ enabled: true }] });
export type UpdateWebhookBody = z.infer<typeof UpdateWebhookBody>;

export const ReplayWebhookBody = z
  .strictObject({
    from: z.int().nonnegative().meta({ description: 'The first position that is sent again; 0: from the beginning' }),
  })
  .meta({ id: 'WebhookReplay', examples: [{ from: 4711 }] });

export const WebhookDocument = z
  .strictObject({
    id: WebhookId,
    name: Name,
    url,
    types,
    subjects,
    selector: labelled,
    labels: Labels,
    enabled,
    status: z.enum(['active', 'failing', 'parked', 'off']).meta({
      description: '`failing`: the same event is tried again and again; `parked`: given up until it is enabled again',
    }),
    problem: z
      .strictObject({ code: z.string(), detail: z.string(), hint: z.string().optional() })
      .nullable()
      .meta({ description: 'Why it is parked' }),
    position: z.int().meta({ description: 'Everything up to here was delivered, as far as it is recorded' }),
    failing: z
      .strictObject({
        position: z.int(),
        since: Timestamp,
        attempts: z.int(),
        reason: z.string().nullable(),
        retryAt: Timestamp.nullable().meta({ description: 'Not before, as the receiver asked with `Retry-After`' }),
      })
      .nullable()
      .meta({ description: 'The event that is not taken, since when, and what was said last' }),
    lastDeliveryAt: Timestamp.nullable(),
    secretVersion: z.int(),
    previousSecretUntil: Timestamp.nullable().meta({ description: 'Until then the secret before signs as well' }),
    revision: z.int(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Webhook', description: 'An address that is told of events' });
export type WebhookDocument = z.infer<typeof WebhookDocument>;
export const WebhookPage = pageOf(WebhookDocument, 'WebhookPage');
export const WebhookListParameters = SelectedPastListParameters;

export const DeliveryDocument = Delivery.meta({ id: 'Delivery', description: 'One try to hand over one event' });
export type DeliveryDocument = z.infer<typeof DeliveryDocument>;
export const DeliveryPage = pageOf(DeliveryDocument, 'DeliveryPage');
export const DeliveryListParameters = ListParameters;

/** The secret is in no other answer, and not in a repeated one. */
export const SecretOperation = z
  .strictObject({
    ...OperationDocument.shape,
    secret: z
      .string()
      .optional()
      .meta({ description: 'Shown here once: what signatures are checked with', examples: ['whsec_…'] }),
  })
  .meta({ id: 'SecretOperation', description: 'An operation, and the secret it made' });
