/** The gateway's own door on the bus: takes the commands of webhooks to their streams; names are claimed and freed in the same commit. */
import type { CommandEnvelope, Reply } from '@chronovisor/contracts';
import { claimPart, releasePart, type AnyPart, type Executed, type Executor } from '@chronovisor/event-store';
import { Fault, type Refusal, isRefusal } from '@chronovisor/kernel';
import { EXECUTOR, eventMeta, toReply } from '@chronovisor/nest';
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { webhookDecider, type WebhookCommand } from '../../domain/webhook/decide.ts';
import type { Webhook, WebhookEvent } from '../../domain/webhook/state.ts';

const TRIES = 10;

const nameOf = (key: string, owner: string) => ({ kind: 'webhook-name', key, owner });

const partsOf = (event: WebhookEvent, before: Webhook): readonly AnyPart[] => {
  const { webhookId } = event.data;
  const claim = (key: string): AnyPart => claimPart({ ...nameOf(key, webhookId), refusalCode: 'webhook.name-taken' });
  if (event.type === 'gateway.WebhookCreated') return [claim(event.data.name)];
  if (before.kind !== 'present') return [];
  if (event.type === 'gateway.WebhookDeleted') return [releasePart(nameOf(before.name, webhookId))];
  const name = event.type === 'gateway.WebhookUpdated' ? event.data.changes.name : undefined;
  return name === undefined ? [] : [claim(name), releasePart(nameOf(before.name, webhookId))];
};

/** `before`: the state the decision was made on. */
const nameParts = (decision: readonly WebhookEvent[] | Refusal, before: Webhook): readonly AnyPart[] =>
  isRefusal(decision) ? [] : decision.flatMap((event) => partsOf(event, before));

@Controller()
export class WebhookCommandsController {
  readonly #executor: Executor;

  constructor(@Inject(EXECUTOR) executor: Executor) {
    this.#executor = executor;
  }

  @MessagePattern('gateway')
  async handle(@Payload() envelope: CommandEnvelope): Promise<Reply> {
    const command = envelope as unknown as WebhookCommand;
    return toReply(envelope, await this.#execute(envelope, command));
  }

  /** Which names are claimed and freed follows from what is decided, hence on the very state it was decided on. */
  async #execute(envelope: CommandEnvelope, command: WebhookCommand): Promise<Executed<Webhook>> {
    const { commandId, expectedRevision } = command.meta;
    const of = { stream: `webhook-${command.data.webhookId}`, decider: webhookDecider };
    for (let tries = 0; tries < TRIES; tries += 1) {
      const { state, revision } = await this.#executor.load(of);
      const executed = await this.#executor.execute({
        ...of,
        command,
        commandId,
        meta: eventMeta(envelope),
        also: nameParts(webhookDecider.decide(command, state), state),
        expectedRevision: expectedRevision ?? revision,
      });
      if (executed.ok || expectedRevision !== undefined || executed.refusal.code !== 'revision.stale') return executed;
    }
    throw new Fault('store.contended', `${of.stream} changed under each of ${TRIES} tries`, { retry: 'later' });
  }
}
