/** Network's door for commands. */
import type { CommandEnvelope, Reply } from '@chronovisor/contracts';
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { type Parts, takeNetworkCommand } from './network-commands.ts';
import { takeNicCommand } from './nic-commands.ts';

export const NETWORK_PARTS = Symbol('NetworkParts');

export const takeCommand = (parts: Parts, command: CommandEnvelope): Promise<Reply> =>
  command.type === 'network.CreateNic' || command.type === 'network.DeleteNic'
    ? takeNicCommand(parts, command)
    : takeNetworkCommand(parts, command);

@Controller()
export class NetworkCommands {
  readonly #parts: Parts;

  constructor(@Inject(NETWORK_PARTS) parts: Parts) {
    this.#parts = parts;
  }

  @MessagePattern('network')
  handle(@Payload() command: CommandEnvelope): Promise<Reply> {
    return takeCommand(this.#parts, command);
  }
}
