/** Changes what a running machine cannot take up: powers it off, changes it, starts it; on failure it runs as it did before. */
import type { MessageOf, VmReconfigureRequested } from '@chronovisor/contracts';
import { defineSaga } from '@chronovisor/saga/definition';
import { send } from './command.ts';
import { LONGEST_SHUTDOWN_SECONDS } from './restart-vm.ts';

export type ReconfigureInput = MessageOf<typeof VmReconfigureRequested>['data'];

const BEING_LAUNCHED = 'QEMU is being launched';

export const reconfigureVm = defineSaga<ReconfigureInput, Readonly<Record<string, unknown>>>({
  name: 'reconfigure-vm',
  version: 1,
  startsOn: {
    type: 'compute.VmReconfigureRequested',
    saga: ({ data }) => {
      const input = data as ReconfigureInput;
      return { operationId: input.request.operationId, type: 'vm.reconfigure', target: `/vms/${input.vmId}`, input };
    },
  },
  steps: [
    {
      name: 'shutdown',
      do: ({ vmId, timeoutSeconds, force }) => send('compute.ShutdownVm', { vmId, timeoutSeconds, force }),
      undo: ({ vmId }) => send('compute.StartVm', { vmId }),
      deadlineSeconds: LONGEST_SHUTDOWN_SECONDS,
      cancellable: 'its guest has been asked to power off',
    },
    {
      name: 'apply',
      do: ({ vmId, changes }) => send('compute.ApplyVmChanges', { vmId, changes }),
      undo: ({ vmId, before }) => send('compute.ApplyVmChanges', { vmId, changes: before }),
      deadlineSeconds: 60,
      cancellable: true,
    },
    {
      name: 'start',
      do: ({ vmId }) => send('compute.StartVm', { vmId }),
      undo: ({ vmId }) => send('compute.StopVm', { vmId }),
      deadlineSeconds: 120,
      cancellable: BEING_LAUNCHED,
    },
  ],
  finish: ({ input: { vmId }, problem }) => send('compute.RecordVmReconfigureEnded', { vmId, problem }),
});
