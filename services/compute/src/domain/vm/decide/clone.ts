/** Decides what a vm lends to a clone of it: that it holds still, its disks as they are, and for a linked clone that it stays off. */
import { type Refusal, refuse } from '@chronovisor/kernel';
import type { PresentVm } from '../state.ts';
import { building, busy, firstRefusal, unknown } from './legal.ts';
import { type CommandNamed, type Decision, givenUp, happened, requestOf, workFailed } from './types.ts';

const isHeldBy = (
  { meta }: CommandNamed<'compute.BeginClone' | 'compute.EndClone' | 'compute.CopyVm'>,
  { operation }: PresentVm,
): boolean => operation?.type === 'vm.clone' && operation.request.operationId === meta.operationId;

/** The vm itself lists them all. */
const MOST_NAMED = 5;

/** What a linked clone is based on must not change. */
export const frozen = ({ name, frozenFor }: PresentVm): Refusal | null =>
  frozenFor.length === 0
    ? null
    : refuse('vm.frozen', `${name} stays as it is: the disks of linked clones are based on its own`, {
        hint: `Delete these clones first: ${frozenFor.slice(0, MOST_NAMED).join(', ')}. A full clone needs nothing of it afterwards.`,
      });

const mustBeOff = ({ mode }: CommandNamed<'compute.BeginClone'>['data'], vm: PresentVm): Refusal | null =>
  mode === 'full' || vm.status === 'off'
    ? null
    : refuse('vm.not-off', `${vm.name} is ${vm.status}: a linked clone is based on disks that do not change`, {
        hint: 'Shut it down first, or make a full clone.',
      });

export const beginClone = (command: CommandNamed<'compute.BeginClone'>, vm: PresentVm): Decision => {
  if (isHeldBy(command, vm)) return [];
  const no = firstRefusal(building(vm), busy(command, vm), unknown(vm), mustBeOff(command.data, vm));
  return no ?? [happened('compute.VmCloneBegun', { ...command.data, request: requestOf(command) })];
};

export const endClone = (command: CommandNamed<'compute.EndClone'>, vm: PresentVm): Decision => {
  const { vmId, cloneId, frozen: stays } = command.data;
  if (isHeldBy(command, vm))
    return [...workFailed(vm, givenUp(vm, null)), happened('compute.VmCloneEnded', { vmId, cloneId, frozen: stays })];
  return !stays && vm.frozenFor.includes(cloneId) ? [happened('compute.VmThawed', { vmId, cloneId })] : [];
};

const runs = ({ status }: PresentVm): boolean => status === 'running' || status === 'paused';

const forbidsCopy = (command: CommandNamed<'compute.CopyVm'>, vm: PresentVm): Refusal | null => {
  if (!isHeldBy(command, vm))
    return refuse('operation.ended', `${vm.name} is not held for this clone any more`, { hint: 'Clone it again.' });
  return command.data.runs && !runs(vm)
    ? refuse('vm.not-running', `${vm.name} went off while it was being cloned`, { hint: 'Clone it again.' })
    : null;
};

export const copy = (command: CommandNamed<'compute.CopyVm'>, vm: PresentVm): Decision => {
  if (vm.work?.type === 'copy') return [];
  const no = firstRefusal(forbidsCopy(command, vm), busy(command, vm));
  if (no !== null) return no;
  const { vmId, cloneId } = command.data;
  const disks = command.data.runs ? command.data.disks : [];
  const variables = vm.config.firmware === 'uefi' && vm.generation > 0;
  if (disks.length === 0 && !variables) return [];
  const { hostId, generation } = vm;
  const request = requestOf(command);
  return [happened('compute.VmCopyRequested', { vmId, hostId, generation, cloneId, disks, variables, request })];
};

export const copied = (command: CommandNamed<'compute.RecordVmCopied'>, vm: PresentVm): Decision =>
  vm.work?.type === 'copy' && vm.work.request.commandId === command.data.request.commandId
    ? [happened('compute.VmCopied', { vmId: vm.vmId, request: vm.work.request })]
    : [];
