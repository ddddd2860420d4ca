/** Compute's door on the bus. */
import type { CommandEnvelope, Reply } from '@chronovisor/contracts';
import type { SagaRunner } from '@chronovisor/saga';
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { HOST_COMMANDS, SAGA_RUNNER, VM_COMMANDS } from '../tokens.ts';
import type { HostCommands } from './host-commands.ts';
import type { VmCommands } from './vm-commands.ts';

const OF_HOSTS = new Set(['compute.RegisterHost', 'compute.RecordHostReport', 'compute.RecordHostLost']);

@Controller()
export class ComputeCommandsController {
  readonly #vms: VmCommands;
  readonly #hosts: HostCommands;
  readonly #sagas: SagaRunner;

  constructor(
    @Inject(VM_COMMANDS) vms: VmCommands,
    @Inject(HOST_COMMANDS) hosts: HostCommands,
    @Inject(SAGA_RUNNER) sagas: SagaRunner,
  ) {
    this.#vms = vms;
    this.#hosts = hosts;
    this.#sagas = sagas;
  }

  @MessagePattern('compute')
  compute(@Payload() command: CommandEnvelope): Promise<Reply> {
    return OF_HOSTS.has(command.type) ? this.#hosts.handle(command) : this.#vms.handle(command);
  }

  @MessagePattern('saga')
  saga(@Payload() command: CommandEnvelope): Promise<Reply> {
    return this.#sagas.handleSagaCommand(command);
  }
}
