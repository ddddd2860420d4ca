/** Takes waits for vms, and what becomes of them, to a stream each. */
import { type CommandEnvelope, type Reply, readinessCommands } from '@chronovisor/contracts';
import type { Executor } from '@chronovisor/event-store';
import { eventMeta, toReply } from '@chronovisor/nest';
import { type ReadinessCommand, type SeenVm, readinessDecider } from '../../domain/readiness/decide.ts';
import type { Readiness } from '../../domain/readiness/state.ts';
import { vmDecider } from '../../domain/vm/decide/decide.ts';

export const READINESS_TYPES: readonly string[] = readinessCommands.map(({ type }) => type);

/** By the command that asked for it. */
export const readinessStream = (commandId: string): string => `readiness-${commandId}`;

const streamOf = (command: ReadinessCommand): string => {
  switch (command.type) {
    case 'compute.AwaitReadiness':
      return readinessStream(command.meta.commandId);
    case 'compute.RecordReadiness':
      return readinessStream(command.data.request.commandId);
    case 'compute.CancelReadiness':
      return readinessStream(command.data.operationId);
  }
};

export class ReadinessCommands {
  readonly #executor: Executor;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  handle = async (envelope: CommandEnvelope): Promise<Reply> => {
    const command = await this.#withVm(envelope as unknown as ReadinessCommand);
    const stream = streamOf(command);
    const { commandId } = command.meta;
    const meta = eventMeta(envelope);
    const executed = await this.#executor.execute({ stream, decider: readinessDecider, command, commandId, meta });
    const joined = executed.ok && command.type === 'compute.AwaitReadiness' ? waiting(executed.state) : null;
    return toReply(envelope, executed, { joined });
  };

  async #withVm(command: ReadinessCommand): Promise<ReadinessCommand> {
    return command.type === 'compute.AwaitReadiness'
      ? { ...command, vm: await this.#seen(command.data.vmId) }
      : command;
  }

  async #seen(vmId: string): Promise<SeenVm | null> {
    const { state } = await this.#executor.load({ stream: `vm-${vmId}`, decider: vmDecider });
    return state.kind === 'present' ? state : null;
  }
}

const waiting = (state: Readiness) => (state.kind === 'waiting' ? state.request : null);
