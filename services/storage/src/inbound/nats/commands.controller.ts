/** Storage's door on the bus. */
import type { CommandEnvelope, Reply } from '@chronovisor/contracts';
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { STORAGE_COMMANDS } from '../tokens.ts';
import type { StorageCommands } from './storage-commands.ts';

@Controller()
export class StorageCommandsController {
  readonly #commands: StorageCommands;

  constructor(@Inject(STORAGE_COMMANDS) commands: StorageCommands) {
    this.#commands = commands;
  }

  @MessagePattern('storage')
  handle(@Payload() command: CommandEnvelope): Promise<Reply> {
    return this.#commands.handle(command);
  }
}
