/** The gateway's own door on the bus: takes the commands of webhooks to their streams; names are claimed and freed in the same commit. */
import type { CommandEnvelope, Reply } from '@chronovisor/contracts';
import { claimPart, releasePart, type AnyPart, type Executor } from '@chronovisor/event-store';
import { EXECUTOR, eventMeta, toReply } from '@chronovisor/nest';
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { webhookDecider, type WebhookCommand } from '../../domain/webhook/decide.ts';
import type { Webhook } from '../../domain/webhook/state.ts';

const nameOf = (key: string, owner: string) => ({ kind: 'webhook-name', key, owner });

/** A name stays with its webhook as long as that is there. */
const partsOf = (command: WebhookCommand, before: Webhook): readonly AnyPart[] => {
  const { webhookId } = command.data;
  if (command.type === 'gateway.CreateWebhook' && before.kind === 'none')
    return [claimPart({ ...nameOf(command.data.name, webhookId), refusalCode: 'webhook.name-taken' })];
  if (command.type === 'gateway.DeleteWebhook' && before.kind === 'present')
    return [releasePart(nameOf(before.name, webhookId))];
  return [];
};

@Controller()
export class WebhookCommandsController {
  readonly #executor: Executor;

  constructor(@Inject(EXECUTOR) executor: Executor) {
    this.#executor = executor;
  }

  @MessagePattern('gateway')
  async handle(@Payload() envelope: CommandEnvelope): Promise<Reply> {
    const command = envelope as unknown as WebhookCommand;
    const { commandId, expectedRevision } = command.meta;
    const of = { stream: `webhook-${command.data.webhookId}`, decider: webhookDecider };
    const { state } = await this.#executor.load(of);
    const executed = await this.#executor.execute({
      ...of,
      command,
      commandId,
      meta: eventMeta(envelope),
      also: partsOf(command, state),
      ...(expectedRevision === undefined ? {} : { expectedRevision }),
    });
    return toReply(envelope, executed);
  }
}
