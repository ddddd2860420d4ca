/** Says once for each boot of a host which of its vms start by themselves; asked when the host has told what runs on it. */
import type { CommandEnvelope } from '@chronovisor/contracts';
import type { Executor } from '@chronovisor/event-store';
import { derivedId } from '@chronovisor/kernel/ids';
import { eventMeta } from '@chronovisor/nest';
import { type HostCommand, hostDecider } from '../../domain/host/decide.ts';
import type { Host } from '../../domain/host/state.ts';
import { vmDecider } from '../../domain/vm/decide/decide.ts';
import { systemCommand } from '../clock/system-command.ts';

interface Vm {
  readonly vmId: string;
  readonly name: string;
}

const RUNS = new Set(['running', 'paused']);

const waiting = async (executor: Executor, vmIds: readonly string[]): Promise<readonly Vm[]> => {
  const found: Vm[] = [];
  for (const vmId of vmIds) {
    const { state } = await executor.load({ stream: `vm-${vmId}`, decider: vmDecider });
    if (state.kind === 'present' && state.config.autostart && !RUNS.has(state.status))
      found.push({ vmId, name: state.name });
  }
  return found;
};

/** `host`: as it is after its report; `vmIds`: those that are on it. */
export const beginAutostart = async (executor: Executor, host: Host, vmIds: readonly string[]): Promise<void> => {
  if (host.status !== 'speaking' || host.booted === null) return;
  const { hostId } = host.facts;
  const bootId = host.booted;
  const operationId = derivedId(hostId, `autostart ${bootId}`);
  const data = { hostId, bootId, operationId, vms: await waiting(executor, vmIds) };
  const command: CommandEnvelope = systemCommand('compute.BeginAutostart', data, operationId);
  await executor.execute({
    stream: `host-${hostId}`,
    decider: hostDecider,
    command: command as unknown as HostCommand,
    commandId: command.meta.commandId,
    meta: eventMeta(command),
  });
};
