/** Takes the commands of vms to their streams, with the claims that must be recorded in the same commit. */
import type { CommandEnvelope, Reply, Request } from '@chronovisor/contracts';
import { type AnyPart, type Executor, claimPart, releasePart } from '@chronovisor/event-store';
import { eventMeta, toReply } from '@chronovisor/nest';
import { type VmCommand, vmDecider, vmIdOf } from '../../domain/vm/decide/decide.ts';
import type { PresentVm, Vm, WorkType } from '../../domain/vm/state.ts';
import { fits } from '../../domain/placement/fits.ts';
import type { HostsView } from '../../projections/hosts/hosts-view.ts';

export const vmStream = (vmId: string): string => `vm-${vmId}`;

const name = (key: string, owner: string) => ({ kind: 'vm-name', key, owner });

const JOINS: Readonly<Record<string, readonly WorkType[]>> = {
  'compute.StartVm': ['start'],
  'compute.ShutdownVm': ['shutdown', 'stop'],
  'compute.StopVm': ['stop'],
  'compute.PauseVm': ['pause'],
  'compute.ResumeVm': ['resume'],
  'compute.ResetVm': ['reset'],
  'compute.RemoveVmFiles': ['remove-files'],
};
const JOINED_OPERATIONS: Readonly<Record<string, string>> = {
  'compute.RestartVm': 'vm.restart',
  'compute.DeleteVm': 'vm.delete',
  'compute.CreateVm': 'vm.create',
};

/** The same thing already under way: the caller waits for that one. */
const joined = (command: VmCommand, vm: Vm): Request | null => {
  if (vm.kind !== 'present') return null;
  if (vm.work !== null && JOINS[command.type]?.includes(vm.work.type)) return vm.work.request;
  return vm.operation !== null && vm.operation.type === JOINED_OPERATIONS[command.type] ? vm.operation.request : null;
};

export class VmCommands {
  readonly #executor: Executor;
  readonly #hosts: HostsView;

  constructor(executor: Executor, hosts: HostsView) {
    this.#executor = executor;
    this.#hosts = hosts;
  }

  async handle(envelope: CommandEnvelope): Promise<Reply> {
    const command = envelope as unknown as VmCommand;
    const no =
      command.type === 'compute.CreateVm' ? fits(command.data.request, this.#hosts.get(command.data.hostId)) : null;
    if (no !== null) return no as Reply;
    const executed = await this.#executor.execute({
      stream: vmStream(vmIdOf(command)),
      decider: vmDecider,
      command,
      commandId: command.meta.commandId,
      meta: eventMeta(envelope),
      also: await this.#claims(command),
      ...(command.meta.expectedRevision === undefined ? {} : { expectedRevision: command.meta.expectedRevision }),
    });
    return toReply(envelope, executed, { joined: executed.ok ? joined(command, executed.state) : null });
  }

  async #claims(command: VmCommand): Promise<readonly AnyPart[]> {
    if (command.type === 'compute.CreateVm') {
      return [claimPart({ ...name(command.data.name, command.data.vmId), refusalCode: 'vm.name-taken' })];
    }
    if (command.type === 'compute.UpdateVm' && command.data.changes.name !== undefined) {
      const vm = await this.#present(command.data.vmId);
      if (vm === null || vm.name === command.data.changes.name) return [];
      return [
        claimPart({ ...name(command.data.changes.name, vm.vmId), refusalCode: 'vm.name-taken' }),
        releasePart(name(vm.name, vm.vmId)),
      ];
    }
    if (command.type === 'compute.RecordVmCreateUndone' || command.type === 'compute.RecordVmDeleted') {
      const vm = await this.#present(command.data.vmId);
      return vm === null ? [] : [releasePart(name(vm.name, vm.vmId))];
    }
    return [];
  }

  async #present(vmId: string): Promise<PresentVm | null> {
    const { state } = await this.#executor.load({ stream: vmStream(vmId), decider: vmDecider });
    return state.kind === 'present' ? state : null;
  }
}
