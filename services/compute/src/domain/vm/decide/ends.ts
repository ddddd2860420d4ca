/** Decides how a step ends that its host does not end: its time is over, or somebody gives it up. */
import { refuse } from '@chronovisor/kernel';
import type { PresentVm } from '../state.ts';
import { isSingleStep } from './legal.ts';
import { type CommandNamed, type Decision, happened, workFailed } from './types.ts';

/** The guest had its time. */
export const expire = (command: CommandNamed<'compute.ExpireVmOperation'>, vm: PresentVm): Decision => {
  const { work } = vm;
  if (work?.type !== 'shutdown' || work.request.commandId !== command.data.commandId) return [];
  if (work.force) {
    return [
      happened('compute.VmStopRequested', {
        vmId: vm.vmId,
        hostId: vm.hostId,
        request: work.request,
        generation: vm.generation,
      }),
    ];
  }
  return workFailed(vm, {
    code: 'vm.shutdown-timeout',
    message: `the guest of ${vm.name} did not power off in time`,
    hint: 'It may hang or ignore ACPI. Stop the vm, or repeat the shutdown with force.',
  });
};

export const cancel = (command: CommandNamed<'compute.CancelVmOperation'>, vm: PresentVm): Decision => {
  const { operation, work } = vm;
  if (operation?.request.operationId !== command.data.operationId) {
    return refuse('operation.ended', 'the operation has ended already', {
      hint: 'Look at the operation for its outcome.',
    });
  }
  if (work?.type === 'shutdown' && isSingleStep(vm)) {
    return [happened('compute.VmOperationCancelled', { vmId: vm.vmId, request: work.request })];
  }
  return refuse('operation.not-cancellable', `${operation.type} cannot be given up in its present step`, {
    hint: 'Its host is at it already: wait for the end, or stop the vm.',
  });
};
