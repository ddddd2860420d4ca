/** Takes the commands of vms to their streams, with the claims that must be recorded in the same commit. */
import type { CommandEnvelope, Reply, Request } from '@chronovisor/contracts';
import type { Executed, Executor, Folded } from '@chronovisor/event-store';
import { Fault, type Refusal } from '@chronovisor/kernel';
import { eventMeta, toReply } from '@chronovisor/nest';
import { type VmCommand, vmDecider, vmIdOf } from '../../domain/vm/decide/decide.ts';
import { POWER } from '../../domain/vm/decide/drift.ts';
import { isComparable } from '../../domain/vm/decide/hardware-drift.ts';
import type { Vm, WorkType } from '../../domain/vm/state.ts';
import { fits, roomFor } from '../../domain/placement/fits.ts';
import type { HostsView } from '../../projections/hosts/hosts-view.ts';
import type { GrownVolumes } from '../../projections/volumes/grown-volumes.ts';
import { forgottenParts, mustStay } from './dependency-commands.ts';
import { roomParts } from './host-room.ts';
import { budgetParts } from './vm-budget.ts';
import { nameParts } from './vm-names.ts';

const TRIES = 10;

export const vmStream = (vmId: string): string => `vm-${vmId}`;

const JOINS: Readonly<Record<string, readonly WorkType[]>> = {
  'compute.StartVm': ['start'],
  'compute.ShutdownVm': ['shutdown', 'stop'],
  'compute.StopVm': ['stop'],
  'compute.PauseVm': ['pause'],
  'compute.ResumeVm': ['resume'],
  'compute.ResetVm': ['reset'],
  'compute.RepairVmDrift': ['resume', 'pause', 'stop', 'repair-drift'],
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

/** What the next steps of a clone depend on, and whether a host need not say again what it sees. */
const resultOf = (command: VmCommand, vm: Vm): { readonly result?: Readonly<Record<string, boolean>> } => {
  if (vm.kind !== 'present') return {};
  if (command.type === 'compute.BeginClone') return { result: { runs: vm.process !== null } };
  if (command.type !== 'compute.RecordVmHardware') return {};
  return { result: { settled: isComparable(vm, command.data) && vm.drifts.every(({ field }) => field === POWER) } };
};

export class VmCommands {
  readonly #executor: Executor;
  readonly #hosts: HostsView;
  readonly #grown: GrownVolumes;

  constructor(executor: Executor, hosts: HostsView, grown: GrownVolumes) {
    this.#executor = executor;
    this.#hosts = hosts;
    this.#grown = grown;
  }

  async handle(envelope: CommandEnvelope): Promise<Reply> {
    const command = this.#withFacts(envelope as unknown as VmCommand);
    const no = await this.#unfit(command);
    if (no !== null) return no as Reply;
    const executed = await this.#execute(envelope, command);
    if (!executed.ok) return toReply(envelope, executed);
    return toReply(envelope, executed, {
      joined: joined(command, executed.state),
      ...resultOf(command, executed.state),
    });
  }

  /** What the decision needs to know beside what was said. */
  #withFacts(command: VmCommand): VmCommand {
    if (command.type !== 'compute.RecordVmHardware') return command;
    const grown = this.#grown.sizesOf(command.data.seen.disks.map(({ volumeId }) => volumeId));
    return { ...command, data: { ...command.data, grown } };
  }

  /** What no host can carry. Of a vm that is there already, its own rules decide: a repeat must be heard as one. */
  async #unfit(command: VmCommand): Promise<Refusal | null> {
    if (command.type === 'compute.CreateVm') {
      const no = fits(command.data.request, this.#hosts.get(command.data.hostId));
      return no !== null && (await this.#load(command)).state.kind === 'none' ? no : null;
    }
    if (command.type === 'compute.DeleteVm')
      return mustStay(this.#executor, command.data, (await this.#load(command)).state);
    if (command.type !== 'compute.UpdateVm' || command.data.changes.memory === undefined) return null;
    const { state } = await this.#load(command);
    const host = state.kind === 'present' ? this.#hosts.get(state.hostId) : undefined;
    return host === undefined ? null : roomFor(command.data.changes.memory, host.facts);
  }

  /** Which names and how much room a command takes and gives back follows from what it decides, hence on the very state it was decided on. */
  async #execute(envelope: CommandEnvelope, command: VmCommand): Promise<Executed<Vm>> {
    const { commandId, expectedRevision } = command.meta;
    const of = { stream: vmStream(vmIdOf(command)), decider: vmDecider, command, commandId, meta: eventMeta(envelope) };
    for (let tries = 0; tries < TRIES; tries += 1) {
      const { state, revision } = await this.#load(command);
      const decision = vmDecider.decide(command, state);
      const also = [
        ...nameParts(decision, state),
        ...forgottenParts(decision),
        ...budgetParts(command, decision, state),
        ...roomParts(command, decision, state),
      ];
      const executed = await this.#executor.execute({ ...of, also, expectedRevision: expectedRevision ?? revision });
      if (executed.ok || expectedRevision !== undefined || executed.refusal.code !== 'revision.stale') return executed;
    }
    throw new Fault('store.contended', `${of.stream} changed under each of ${TRIES} tries`, { retry: 'later' });
  }

  #load(command: VmCommand): Promise<Folded<Vm>> {
    return this.#executor.load({ stream: vmStream(vmIdOf(command)), decider: vmDecider });
  }
}
