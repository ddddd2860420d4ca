/** Compute's door on the bus. */
import type { CommandEnvelope, Reply } from '@chronovisor/contracts';
import type { SagaRunner } from '@chronovisor/saga';
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { COMMAND_TABLE, SAGA_RUNNER, VM_COMMANDS } from '../tokens.ts';
import type { CommandTable } from './command-table.ts';
import type { VmCommands } from './vm-commands.ts';

@Controller()
export class ComputeCommandsController {
  readonly #vms: VmCommands;
  readonly #table: CommandTable;
  readonly #sagas: SagaRunner;

  constructor(
    @Inject(VM_COMMANDS) vms: VmCommands,
    @Inject(COMMAND_TABLE) table: CommandTable,
    @Inject(SAGA_RUNNER) sagas: SagaRunner,
  ) {
    this.#vms = vms;
    this.#table = table;
    this.#sagas = sagas;
  }

  @MessagePattern('compute')
  compute(@Payload() command: CommandEnvelope): Promise<Reply> {
    return this.#table.get(command.type)?.(command) ?? this.#vms.handle(command);
  }

  @MessagePattern('saga')
  saga(@Payload() command: CommandEnvelope): Promise<Reply> {
    return this.#sagas.handleSagaCommand(command);
  }
}
