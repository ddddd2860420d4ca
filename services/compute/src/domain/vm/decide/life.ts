/** Decides the beginning and the end of a vm, and changes to its configuration. */
import { refuse } from '@chronovisor/kernel';
import type { PresentVm, Vm } from '../state.ts';
import { building, busy, firstRefusal, unknown } from './legal.ts';
import { isSingleStep } from './power.ts';
import { type CommandNamed, type Decision, happened, requestOf, workFailed } from './types.ts';

export const create = (command: CommandNamed<'compute.CreateVm'>, vm: Vm): Decision => {
  const { vmId, name, hostId, request, start } = command.data;
  if (vm.kind === 'present' && vm.operation?.request.commandId === command.meta.commandId) return [];
  if (vm.kind !== 'none')
    return refuse('vm.id-taken', `the id ${vmId} was used before`, { hint: 'Leave the id out: one is made.' });
  return [happened('compute.VmCreated', { vmId, name, hostId, request: requestOf(command), spec: request, start })];
};

export const provisioned = (command: CommandNamed<'compute.RecordVmProvisioned'>, vm: PresentVm): Decision =>
  vm.status === 'building' ? [happened('compute.VmProvisioned', { ...command.data })] : [];

export const createUndone = (command: CommandNamed<'compute.RecordVmCreateUndone'>, vm: PresentVm): Decision =>
  vm.operation?.type === 'vm.create' ? [happened('compute.VmCreateUndone', { ...command.data })] : [];

const HARDWARE = ['vcpus', 'memory', 'boot', 'iso', 'graphics'] as const;

export const update = (command: CommandNamed<'compute.UpdateVm'>, vm: PresentVm): Decision => {
  const no = firstRefusal(building(vm), busy(command, vm));
  if (no !== null) return no;
  const { changes } = command.data;
  if (vm.status !== 'off' && HARDWARE.some((key) => changes[key] !== undefined)) {
    return refuse('vm.not-off', `${vm.name} is ${vm.status}: its hardware can be changed only while it is off`, {
      hint: 'Shut it down first. Name and description can be changed at any time.',
    });
  }
  if (Object.values(changes).every((value) => value === undefined)) return [];
  return [happened('compute.VmUpdated', { vmId: vm.vmId, changes, request: requestOf(command) })];
};

export const remove = (command: CommandNamed<'compute.DeleteVm'>, vm: PresentVm): Decision => {
  if (vm.operation?.type === 'vm.delete') return [];
  const { force, volumes } = command.data;
  const over = force && isSingleStep(vm);
  const no = firstRefusal(building(vm), over ? null : busy(command, vm), unknown(vm));
  if (no !== null) return no;
  const wasRunning = vm.status === 'running' || vm.status === 'paused' || vm.work !== null;
  if (wasRunning && !force) {
    return refuse('vm.running', `${vm.name} is ${vm.status}`, { hint: 'Stop it first, or delete it with force=true.' });
  }
  const superseded = { code: 'vm.superseded', message: `${vm.name} is being deleted` };
  return [
    ...(over ? workFailed(vm, superseded) : []),
    happened('compute.VmDeleteRequested', {
      vmId: vm.vmId,
      hostId: vm.hostId,
      request: requestOf(command),
      volumes,
      wasRunning,
      disks: [...vm.config.disks],
      nics: [...vm.config.nics],
    }),
  ];
};

export const removeFiles = (command: CommandNamed<'compute.RemoveVmFiles'>, vm: PresentVm): Decision =>
  vm.work?.type === 'remove-files'
    ? []
    : [happened('compute.VmFilesRemovalRequested', { vmId: vm.vmId, hostId: vm.hostId, request: requestOf(command) })];

export const deleted = (_command: CommandNamed<'compute.RecordVmDeleted'>, vm: PresentVm): Decision =>
  vm.operation?.type === 'vm.delete' ? [happened('compute.VmDeleted', { vmId: vm.vmId })] : [];

export const deleteFailed = (command: CommandNamed<'compute.RecordVmDeleteFailed'>, vm: PresentVm): Decision =>
  vm.operation?.type === 'vm.delete' ? [happened('compute.VmDeleteFailed', { ...command.data })] : [];
