/** The checks that many commands begin with. */
import { type Refusal, refuse } from '@chronovisor/kernel';
import type { PresentVm, Vm, WorkType } from '../state.ts';
import type { ComputeCommand } from './types.ts';

export const notFound = (vmId: string): Refusal =>
  refuse('vm.not-found', `there is no vm ${vmId}`, { hint: 'List the vms to see their names and ids.' });

export const present = (vm: Vm): vm is PresentVm => vm.kind === 'present';

/** A vm is where its record says: another host that has one of that id has a copy, whose fate is not that of the vm. */
export const fromElsewhere = ({ meta: { actor } }: ComputeCommand, vm: PresentVm): Refusal | null =>
  actor.kind === 'host' && actor.id !== vm.hostId
    ? refuse('vm.elsewhere', `${vm.name} is a vm of host ${vm.hostId}, not of ${actor.id}`, {
        hint: 'Look at what runs there under its id: two of one vm spoil its disks.',
      })
    : null;

/** A step of the operation that has the vm, or of the creation that made it and takes it back. */
export const isOwn = ({ meta }: ComputeCommand, vm: PresentVm): boolean =>
  meta.operationId === vm.operation?.request.operationId || meta.operationId === vm.createdBy;

/** True when the operation is no more than the step its host was asked for. */
export const isSingleStep = (vm: PresentVm): boolean =>
  vm.operation !== null && vm.operation.request.commandId === vm.work?.request.commandId;

/** Off only to start again. */
const comesBack = ({ operation }: PresentVm): boolean =>
  operation?.type === 'vm.restart' || operation?.type === 'vm.reconfigure';

/** The same thing is being done already. Nobody's wish to be off is met by the first half of another's restart. */
export const joins = (command: ComputeCommand, vm: PresentVm, ...types: readonly WorkType[]): boolean =>
  vm.work !== null &&
  types.includes(vm.work.type) &&
  (!comesBack(vm) || vm.work.type === 'start' || isOwn(command, vm));

/** Refuses while another operation has the vm. The next step of the same operation passes, once the one before has ended. */
export const busy = (command: ComputeCommand, vm: PresentVm): Refusal | null => {
  const { operation, work } = vm;
  if (operation === null) return null;
  if (operation.request.operationId === command.meta.operationId && work === null) return null;
  return refuse('vm.busy', `${vm.name} is ${vm.status} and busy with ${operation.type}`, {
    hint: `Wait for operation ${operation.request.operationId}, or cancel it.`,
    blockedBy: operation.request.operationId,
  });
};

/** Refuses while nobody knows how the vm is. */
export const unknown = (vm: PresentVm): Refusal | null =>
  vm.status === 'unknown'
    ? refuse('vm.unknown', `${vm.name} is unknown: its host is silent`, {
        hint: 'Start the host process again; the vm is seen as soon as it speaks.',
      })
    : null;

export const building = (vm: PresentVm): Refusal | null =>
  vm.status === 'building'
    ? refuse('vm.building', `${vm.name} is still being made`, {
        hint: 'Wait for the creation to end.',
        ...(vm.operation === null ? {} : { blockedBy: vm.operation.request.operationId }),
      })
    : null;

export const firstRefusal = (...checks: readonly (Refusal | null)[]): Refusal | null =>
  checks.find((check) => check !== null) ?? null;
