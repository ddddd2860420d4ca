/** Audit's door on the bus. */
import type { CommandEnvelope, Reply } from '@chronovisor/contracts';
import type { EventStore, Executor } from '@chronovisor/event-store';
import type { Json } from '@chronovisor/kernel';
import { EXECUTOR, STORE, eventMeta, toReply } from '@chronovisor/nest';
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { type ChainCommand, chainDecider } from '../../domain/chain/decide.ts';
import { type ChainEndView } from '../../projections/trail/chain-end-view.ts';
import { CHAIN_END } from '../tokens.ts';
import { verifyTrail } from './verify-trail.ts';

@Controller()
export class AuditCommandsController {
  readonly #store: EventStore;
  readonly #executor: Executor;
  readonly #chain: ChainEndView;

  constructor(
    @Inject(STORE) store: EventStore,
    @Inject(EXECUTOR) executor: Executor,
    @Inject(CHAIN_END) chain: ChainEndView,
  ) {
    this.#store = store;
    this.#executor = executor;
    this.#chain = chain;
  }

  @MessagePattern('audit')
  handle(@Payload() command: CommandEnvelope): Promise<Reply> {
    return command.type === 'audit.VerifyTrail' ? this.#verify() : this.#record(command);
  }

  async #record(envelope: CommandEnvelope): Promise<Reply> {
    const command = { ...envelope, facts: { before: this.#chain.end } } as unknown as ChainCommand;
    const executed = await this.#executor.execute({
      stream: `audit-${envelope.meta.at.slice(0, 10)}`,
      decider: chainDecider,
      command,
      commandId: envelope.meta.commandId,
      meta: eventMeta(envelope),
    });
    return toReply(envelope, executed);
  }

  async #verify(): Promise<Reply> {
    const result = await verifyTrail(this.#store, this.#chain.end);
    const position = await this.#store.head();
    return {
      kind: 'accepted',
      position,
      revision: null,
      duplicate: false,
      awaits: null,
      operationId: null,
      result: result as unknown as NonNullable<Json> as never,
    };
  }
}
