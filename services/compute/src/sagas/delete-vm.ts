/** Removes a vm and all that is its own. What is removed cannot be taken back: a failure is told, and asking again goes on. */
import type { MessageOf, VmDeleteRequested } from '@chronovisor/contracts';
import { type Step, defineSaga } from '@chronovisor/saga/definition';
import { send } from './command.ts';

export type DeleteInput = MessageOf<typeof VmDeleteRequested>['data'];
type DeleteStep = Step<DeleteInput, Readonly<Record<string, unknown>>>;

const FOR_GOOD = 'what is removed cannot be brought back';

const stop: DeleteStep = {
  name: 'stop',
  when: ({ wasRunning }) => wasRunning,
  do: ({ vmId }) => send('compute.StopVm', { vmId }),
  undo: 'nothing',
  deadlineSeconds: 60,
  cancellable: FOR_GOOD,
};

const files: DeleteStep = {
  name: 'files',
  after: ['stop'],
  do: ({ vmId }) => send('compute.RemoveVmFiles', { vmId }),
  undo: 'nothing',
  deadlineSeconds: 60,
  cancellable: FOR_GOOD,
};

const nics = ({ nics: own }: DeleteInput): readonly DeleteStep[] =>
  own.map(({ nicId }, index) => ({
    name: `nic-${index}`,
    after: ['files'],
    do: () => send('network.DeleteNic', { nicId }),
    undo: 'nothing',
    cancellable: FOR_GOOD,
  }));

const volumes = ({ disks, volumes: fate, vmId }: DeleteInput): readonly DeleteStep[] =>
  disks.map(({ volumeId }, index) => ({
    name: `volume-${index}`,
    after: ['files'],
    do: () =>
      fate === 'keep'
        ? send('storage.ReleaseVolume', { volumeId, vmId })
        : send('storage.DeleteVolume', { volumeId, vmId }),
    undo: 'nothing',
    cancellable: FOR_GOOD,
  }));

/** What it was based on may change again once nothing of it is left. */
const thaw = ({ linkedTo, disks }: DeleteInput): readonly DeleteStep[] =>
  linkedTo === undefined
    ? []
    : [
        {
          name: 'thaw',
          after: ['files', ...disks.map((_disk, index) => `volume-${index}`)],
          do: ({ vmId }) => send('compute.EndClone', { vmId: linkedTo, cloneId: vmId, frozen: false }),
          undo: 'nothing',
          cancellable: FOR_GOOD,
        },
      ];

export const deleteVm = defineSaga<DeleteInput, Readonly<Record<string, unknown>>>({
  name: 'delete-vm',
  version: 1,
  startsOn: {
    type: 'compute.VmDeleteRequested',
    saga: ({ data }) => {
      const input = data as DeleteInput;
      return { operationId: input.request.operationId, type: 'vm.delete', target: `/vms/${input.vmId}`, input };
    },
  },
  steps: (input) => [stop, files, ...nics(input), ...volumes(input), ...thaw(input)],
  finish: ({ outcome, input: { vmId }, problem }) =>
    outcome === 'succeeded'
      ? send('compute.RecordVmDeleted', { vmId })
      : send('compute.RecordVmDeleteFailed', {
          vmId,
          problem: problem ?? { code: 'operation.cancelled', message: 'the removal was cancelled' },
        }),
});
