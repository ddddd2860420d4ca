/** Passthrough's door for commands. */
import type { CommandEnvelope, CommandOf, MessageOf, RecordInventory, Reply } from '@chronovisor/contracts';
import type { Executor } from '@chronovisor/event-store';
import { EXECUTOR, eventMeta, toReply } from '@chronovisor/nest';
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { devicesDecider } from '../../domain/devices/decide.ts';

@Controller()
export class PassthroughCommands {
  readonly #executor: Executor;

  constructor(@Inject(EXECUTOR) executor: Executor) {
    this.#executor = executor;
  }

  @MessagePattern('passthrough')
  async handle(@Payload() envelope: CommandEnvelope): Promise<Reply> {
    const command = envelope as CommandOf<MessageOf<typeof RecordInventory>>;
    const { commandId, expectedRevision } = command.meta;
    const executed = await this.#executor.execute({
      stream: `devices-${command.data.hostId}`,
      decider: devicesDecider,
      command,
      commandId,
      meta: eventMeta(envelope),
      ...(expectedRevision === undefined ? {} : { expectedRevision }),
    });
    return toReply(envelope, executed);
  }
}
