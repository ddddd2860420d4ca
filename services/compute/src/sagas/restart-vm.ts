/** Shuts a vm down, waits, and starts it again. */
import type { MessageOf, VmRestartRequested } from '@chronovisor/contracts';
import { defineSaga } from '@chronovisor/saga/definition';
import { send } from './command.ts';

export type RestartInput = MessageOf<typeof VmRestartRequested>['data'];

/** The guest's own time is over before the step's. */
export const LONGEST_SHUTDOWN_SECONDS = 3_660;

export const restartVm = defineSaga<RestartInput, Readonly<Record<string, unknown>>>({
  name: 'restart-vm',
  version: 1,
  startsOn: {
    type: 'compute.VmRestartRequested',
    saga: ({ data }) => {
      const input = data as RestartInput;
      return { operationId: input.request.operationId, type: 'vm.restart', target: `/vms/${input.vmId}`, input };
    },
  },
  steps: [
    {
      name: 'shutdown',
      do: ({ vmId, timeoutSeconds, force }) => send('compute.ShutdownVm', { vmId, timeoutSeconds, force }),
      undo: 'nothing',
      deadlineSeconds: LONGEST_SHUTDOWN_SECONDS,
      cancellable: true,
    },
    {
      name: 'start',
      do: ({ vmId }) => send('compute.StartVm', { vmId }),
      undo: 'nothing',
      deadlineSeconds: 120,
      cancellable: 'QEMU is being launched',
    },
  ],
  finish: ({ input: { vmId }, problem }) => send('compute.RecordVmRestartEnded', { vmId, problem }),
});
