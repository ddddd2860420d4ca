/** Puts on the log what was sent to a webhook, several at once, and parks one that was given up. */
import type { CommandEnvelope, Delivery, MessageOf, ParkWebhook, RecordWebhookTest } from '@chronovisor/contracts';
import type { Executor } from '@chronovisor/event-store';
import { newId } from '@chronovisor/kernel/ids';
import { eventMeta } from '@chronovisor/nest';
import { deliveryDecider, type RecordMessage } from '../../domain/delivery/decide.ts';
import { webhookDecider, type WebhookCommand } from '../../domain/webhook/decide.ts';
import { deliveriesStream } from '../../projections/webhooks/view.ts';

export interface Entry {
  readonly webhookId: string;
  readonly generation: number;
  readonly through: number;
  readonly deliveries: readonly Delivery[];
}

type Parking = MessageOf<typeof ParkWebhook>['data'];
type Tested = MessageOf<typeof RecordWebhookTest>['data'];

const envelopeOf = (type: string, data: unknown): CommandEnvelope => {
  const commandId = newId();
  return {
    type,
    version: 1,
    data,
    meta: {
      commandId,
      operationId: commandId,
      correlationId: commandId,
      actor: { kind: 'system', id: 'webhooks' },
      at: new Date().toISOString(),
    },
  } as unknown as CommandEnvelope;
};

export class Journal {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  /** Gives the position from which the views show it. */
  async record(entry: Entry): Promise<number> {
    const envelope = envelopeOf('gateway.RecordDeliveries', entry);
    const done = await this.#executor.execute({
      stream: deliveriesStream(entry.webhookId),
      decider: deliveryDecider,
      command: envelope as unknown as RecordMessage,
      commandId: envelope.meta.commandId,
      meta: eventMeta(envelope),
    });
    if (!done.ok) throw new Error(done.refusal.message);
    return done.position;
  }

  async park(data: Parking): Promise<number> {
    return this.#report('gateway.ParkWebhook', data);
  }

  async recordTest(data: Tested): Promise<number> {
    return this.#report('gateway.RecordWebhookTest', data);
  }

  async #report(type: WebhookCommand['type'], data: Parking | Tested): Promise<number> {
    const envelope = envelopeOf(type, data);
    const done = await this.#executor.execute({
      stream: `webhook-${data.webhookId}`,
      decider: webhookDecider,
      command: envelope as unknown as WebhookCommand,
      commandId: envelope.meta.commandId,
      meta: eventMeta(envelope),
    });
    if (!done.ok) throw new Error(done.refusal.message);
    return done.position;
  }
}
