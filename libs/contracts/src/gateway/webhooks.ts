/** Webhooks: addresses that are told of events by themselves, and what came of telling them. */
import { z } from 'zod';
import { LabelChanges, Labels } from '../compute/labels.ts';
import { command, event } from '../define.ts';
import { WebhookId } from '../ids.ts';
import { Problem, Request } from '../messages.ts';
import { Name, Timestamp } from '../units.ts';

export const WebhookUrl = z
  .string()
  .max(2000)
  .regex(
    /^https?:\/\/[^/?#@\s]+(?:[/?][^#\s]*)?$/,
    'write an http:// or https:// address without a user and without "#"',
  )
  .refine((text) => URL.canParse(text) && new URL(text).port !== '0', 'this is no address');

/** What a webhook hears of; null stands for everything. */
const filters = {
  /** Public names, `*` standing for anything. */
  types: z.array(z.string().max(200)).min(1).max(50).nullable(),
  subjects: z.array(z.string().max(300)).min(1).max(100).nullable(),
  selector: z.string().max(2000).nullable(),
};
const settings = { url: WebhookUrl, ...filters, enabled: z.boolean() };
const webhookId = WebhookId;

export const CreateWebhook = command(
  'gateway.CreateWebhook',
  'Tell an address of events. Legal when id and name are new.',
  {
    webhookId,
    name: Name,
    ...settings,
    labels: Labels,
  },
);
export const UpdateWebhook = command(
  'gateway.UpdateWebhook',
  'Change the name of a webhook, and what it hears of and where. Legal while it is there, and when nobody else has the name; `enabled` wakes one that was parked.',
  { webhookId, changes: z.strictObject({ name: Name, ...settings, labels: LabelChanges }).partial() },
);
export const DeleteWebhook = command('gateway.DeleteWebhook', 'Forget a webhook. Nothing is sent any more.', {
  webhookId,
});
export const RotateWebhookSecret = command(
  'gateway.RotateWebhookSecret',
  'Sign with a new secret. Legal when nobody else did so meanwhile; the old one goes on signing beside it for a day.',
  { webhookId, secretVersion: z.int().min(2) },
);
export const ReplayWebhook = command(
  'gateway.ReplayWebhook',
  'Send everything from a position on again. Legal while it is there.',
  { webhookId, from: z.int().nonnegative() },
);
export const TestWebhook = command(
  'gateway.TestWebhook',
  'Send an event that never was, to see whether it arrives. Legal while it is there, enabled or not.',
  { webhookId },
);
export const RecordWebhookTest = command('gateway.RecordWebhookTest', 'Write down what came of a test.', {
  webhookId,
  problem: Problem.nullable(),
  request: Request,
});
export const ParkWebhook = command(
  'gateway.ParkWebhook',
  'Send nothing more until somebody enables it again: the address has failed for too long.',
  { webhookId, problem: Problem, position: z.int() },
);

export const WebhookCreated = event(
  'gateway.WebhookCreated',
  'An address is told of events from now on.',
  { webhookId, name: Name, ...settings, labels: Labels, request: Request },
  { opens: 'webhook.create', ends: 'succeeded' },
);
export const WebhookUpdated = event(
  'gateway.WebhookUpdated',
  'The webhook changed; what is named is as it is now, whole.',
  { webhookId, changes: z.strictObject({ name: Name, ...settings, labels: Labels }).partial(), request: Request },
  { opens: 'webhook.update', ends: 'succeeded' },
);
export const WebhookDeleted = event(
  'gateway.WebhookDeleted',
  'The webhook is gone.',
  { webhookId, name: Name, request: Request },
  { opens: 'webhook.delete', ends: 'succeeded' },
);
export const WebhookSecretRotated = event(
  'gateway.WebhookSecretRotated',
  'Deliveries are signed with a new secret; with the old one too for a day.',
  { webhookId, secretVersion: z.int().min(2), request: Request },
  { opens: 'webhook.rotate-secret', ends: 'succeeded' },
);
export const WebhookReplayRequested = event(
  'gateway.WebhookReplayRequested',
  'Everything from a position on is sent again.',
  { webhookId, from: z.int().nonnegative(), generation: z.int().positive(), request: Request },
  { opens: 'webhook.replay', ends: 'succeeded' },
);
export const WebhookTestRequested = event(
  'gateway.WebhookTestRequested',
  'An event that never was is to be sent.',
  { webhookId, request: Request },
  { opens: 'webhook.test' },
);
export const WebhookTested = event(
  'gateway.WebhookTested',
  'The receiver took the test.',
  { webhookId, request: Request },
  { ends: 'succeeded' },
);
export const WebhookTestFailed = event(
  'gateway.WebhookTestFailed',
  'The receiver did not take the test.',
  { webhookId, problem: Problem, request: Request },
  { ends: 'failed' },
);
export const WebhookParked = event(
  'gateway.WebhookParked',
  'The address has failed for too long: nothing is sent until somebody enables the webhook again.',
  { webhookId, problem: Problem, position: z.int() },
);

/** One try to hand over one event. */
export const Delivery = z.strictObject({
  /** A test is no event of the log. */
  kind: z.enum(['event', 'test']),
  eventId: z.string().max(100),
  type: z.string().max(200),
  position: z.int().nonnegative(),
  attempt: z.int().positive(),
  at: Timestamp,
  ms: z.int().nonnegative(),
  outcome: z.enum(['delivered', 'failed']),
  /** What the receiver answered; null when it did not. */
  status: z.int().nullable(),
  reason: z.string().max(500).nullable(),
  /** Not before, as the receiver asked. */
  retryAt: Timestamp.optional(),
});
export type Delivery = z.infer<typeof Delivery>;

export const MOST_DELIVERIES = 100;
const deliveries = z.array(Delivery).max(MOST_DELIVERIES);

export const RecordDeliveries = command(
  'gateway.RecordDeliveries',
  'Write down what was sent, several at once, and how far the webhook is.',
  { webhookId, generation: z.int().positive(), through: z.int().nonnegative(), deliveries },
);
export const DeliveriesRecorded = event(
  'gateway.DeliveriesRecorded',
  'What was sent to a webhook, several at once; told to nobody outside, so that telling never leads to more telling.',
  { webhookId, generation: z.int().positive(), through: z.int().nonnegative(), deliveries },
);

export const webhookCommands = [
  CreateWebhook,
  UpdateWebhook,
  DeleteWebhook,
  RotateWebhookSecret,
  ReplayWebhook,
  TestWebhook,
  RecordWebhookTest,
  ParkWebhook,
  RecordDeliveries,
] as const;
export const webhookEvents = [
  WebhookCreated,
  WebhookUpdated,
  WebhookDeleted,
  WebhookSecretRotated,
  WebhookReplayRequested,
  WebhookTestRequested,
  WebhookTested,
  WebhookTestFailed,
  WebhookParked,
] as const;
export const webhookRefusals = {
  'webhook.not-found': 'not-found',
  'webhook.name-taken': 'conflict',
  'webhook.id-taken': 'conflict',
  'webhook.rotated-meanwhile': 'conflict',
  'webhook.too-many-labels': 'invalid',
  'webhook.nowhere': 'invalid',
  'webhook.address-refused': 'invalid',
  'webhook.test-failed': 'unavailable',
  'webhook.given-up': 'unavailable',
  'webhook.gone': 'gone',
  'webhook.filter-matches-nothing': 'invalid',
  'webhook.subject-unknown': 'invalid',
} as const;
