/** The checks that many commands begin with. */
import { type Refusal, refuse } from '@chronovisor/kernel';
import type { PresentVm, Vm } from '../state.ts';
import type { ComputeCommand } from './types.ts';

export const notFound = (vmId: string): Refusal =>
  refuse('vm.not-found', `there is no vm ${vmId}`, { hint: 'List the vms to see their names and ids.' });

export const present = (vm: Vm): vm is PresentVm => vm.kind === 'present';

/** Refuses while another operation has the vm. Steps of the same operation pass. */
export const busy = (command: ComputeCommand, vm: PresentVm): Refusal | null => {
  const { operation } = vm;
  if (operation === null || operation.request.operationId === command.meta.operationId) return null;
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
