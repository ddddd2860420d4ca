/** Decides about webhooks: who is told of what, with which secret, from where on. Pure: ids and addresses arrive checked. */
import {
  type CommandOf,
  MOST_LABELS,
  type Labels,
  type LabelChanges,
  type MessageOf,
  type Request,
  type CreateWebhook,
  type DeleteWebhook,
  type ParkWebhook,
  type RecordWebhookTest,
  type ReplayWebhook,
  type RotateWebhookSecret,
  type TestWebhook,
  type UpdateWebhook,
} from '@chronovisor/contracts';
import { assertNever, canonicalJson, refuse, type Decider, type Refusal } from '@chronovisor/kernel';
import { evolve } from './evolve.ts';
import { noWebhook, type PresentWebhook, type Webhook, type WebhookEvent } from './state.ts';

type On<D> = CommandOf<MessageOf<D>>;
export type WebhookCommand =
  | On<typeof CreateWebhook>
  | On<typeof UpdateWebhook>
  | On<typeof DeleteWebhook>
  | On<typeof RotateWebhookSecret>
  | On<typeof ReplayWebhook>
  | On<typeof TestWebhook>
  | On<typeof RecordWebhookTest>
  | On<typeof ParkWebhook>;
type Decision = readonly WebhookEvent[] | Refusal;
type Changes = Extract<WebhookEvent, { type: 'gateway.WebhookUpdated' }>['data']['changes'];

const requestOf = ({ meta: { operationId, commandId } }: WebhookCommand): Request => ({ operationId, commandId });

const create = (command: On<typeof CreateWebhook>, webhook: Webhook): Decision => {
  if (webhook.kind === 'none')
    return [{ type: 'gateway.WebhookCreated', version: 1, data: { ...command.data, request: requestOf(command) } }];
  return refuse('webhook.id-taken', `the id ${command.data.webhookId} was used before`, {
    hint: 'Leave the id out: one is made.',
  });
};

const merged = (labels: Labels, changes: LabelChanges): Labels =>
  Object.fromEntries(
    Object.entries({ ...labels, ...changes }).filter((pair): pair is [string, string] => pair[1] !== null),
  );

const newsOf = ({ data: { changes } }: On<typeof UpdateWebhook>, webhook: PresentWebhook): Changes => {
  const wanted = {
    ...changes,
    labels: changes.labels === undefined ? undefined : merged(webhook.labels, changes.labels),
  };
  const known: Readonly<Record<string, unknown>> = { ...webhook };
  const isNew = ([key, value]: [string, unknown]): boolean =>
    value !== undefined &&
    (canonicalJson(value) !== canonicalJson(known[key]) || (key === 'enabled' && webhook.isParked));
  return Object.fromEntries(Object.entries(wanted).filter(isNew)) as Changes;
};

const update = (command: On<typeof UpdateWebhook>, webhook: PresentWebhook): Decision => {
  const changes = newsOf(command, webhook);
  if (Object.keys(changes).length === 0) return [];
  const count = Object.keys(changes.labels ?? {}).length;
  if (count > MOST_LABELS)
    return refuse(
      'webhook.too-many-labels',
      `${webhook.name} would have ${count} labels; there may be ${MOST_LABELS}`,
      {
        hint: 'Take some away: a label that is null goes.',
        errors: [{ pointer: '/labels', detail: `at most ${MOST_LABELS} in all` }],
      },
    );
  const { webhookId } = command.data;
  return [{ type: 'gateway.WebhookUpdated', version: 1, data: { webhookId, changes, request: requestOf(command) } }];
};

const rotate = (command: On<typeof RotateWebhookSecret>, webhook: PresentWebhook): Decision => {
  const { webhookId, secretVersion } = command.data;
  if (secretVersion !== webhook.secretVersion + 1)
    return refuse('webhook.rotated-meanwhile', `the secret of ${webhook.name} was rotated by somebody else just now`, {
      hint: 'Rotate it again to be shown one.',
    });
  const data = { webhookId, secretVersion, request: requestOf(command) };
  return [{ type: 'gateway.WebhookSecretRotated', version: 1, data }];
};

const replay = (command: On<typeof ReplayWebhook>, webhook: PresentWebhook): Decision => {
  const data = { ...command.data, generation: webhook.generation + 1, request: requestOf(command) };
  return [{ type: 'gateway.WebhookReplayRequested', version: 1, data }];
};

const recordTest = ({ data }: On<typeof RecordWebhookTest>, webhook: PresentWebhook): Decision => {
  const { webhookId, problem, request } = data;
  if (!webhook.tests.some(({ commandId }) => commandId === request.commandId)) return [];
  return problem === null
    ? [{ type: 'gateway.WebhookTested', version: 1, data: { webhookId, request } }]
    : [{ type: 'gateway.WebhookTestFailed', version: 1, data: { webhookId, problem, request } }];
};

/** Tests under way will have no other outcome. */
const remove = (command: On<typeof DeleteWebhook>, { name, tests }: PresentWebhook): Decision => {
  const { webhookId } = command.data;
  const problem = { code: 'webhook.not-found', message: `the webhook ${name} was deleted meanwhile` };
  const ended = tests.map((request): WebhookEvent => {
    return { type: 'gateway.WebhookTestFailed', version: 1, data: { webhookId, problem, request } };
  });
  const data = { webhookId, name, request: requestOf(command) };
  return [...ended, { type: 'gateway.WebhookDeleted', version: 1, data }];
};

/** Not there: what can only follow from a delete is passed over, all else is refused. */
const absent = (command: WebhookCommand, isDeleted: boolean): Decision => {
  const late = ['gateway.DeleteWebhook', 'gateway.ParkWebhook', 'gateway.RecordWebhookTest'];
  if (isDeleted && late.includes(command.type)) return [];
  const hint = 'List the webhooks to see their names and ids.';
  return refuse('webhook.not-found', `there is no webhook ${command.data.webhookId}`, { hint });
};

const decide = (command: WebhookCommand, webhook: Webhook): Decision => {
  if (command.type === 'gateway.CreateWebhook') return create(command, webhook);
  if (webhook.kind !== 'present') return absent(command, webhook.kind === 'deleted');
  switch (command.type) {
    case 'gateway.UpdateWebhook':
      return update(command, webhook);
    case 'gateway.DeleteWebhook':
      return remove(command, webhook);
    case 'gateway.RotateWebhookSecret':
      return rotate(command, webhook);
    case 'gateway.ReplayWebhook':
      return replay(command, webhook);
    case 'gateway.TestWebhook': {
      const data = { ...command.data, request: requestOf(command) };
      return [{ type: 'gateway.WebhookTestRequested', version: 1, data }];
    }
    case 'gateway.RecordWebhookTest':
      return recordTest(command, webhook);
    case 'gateway.ParkWebhook':
      return webhook.isParked ? [] : [{ type: 'gateway.WebhookParked', version: 1, data: command.data }];
    default:
      return assertNever(command);
  }
};

export const webhookDecider: Decider<WebhookCommand, Webhook, WebhookEvent> = { initial: noWebhook, decide, evolve };
