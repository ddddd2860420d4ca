/** Makes a vm after another, or nothing at all: holds the other still, copies what it has, lets it go, boots the clone if asked. */
import type { CloneOrigin } from '@chronovisor/contracts';
import { defineSaga } from '@chronovisor/saga/definition';
import { send } from './command.ts';
import {
  type ProvisionInput,
  type ProvisionOutputs,
  type ProvisionStep,
  infoOf,
  networks,
  nics,
  provisioned,
  start,
} from './provision-vm.ts';

const originOf = ({ cloneOf }: ProvisionInput): CloneOrigin => cloneOf as CloneOrigin;
const ends = (input: ProvisionInput, frozen: boolean) =>
  send('compute.EndClone', { vmId: originOf(input).vmId, cloneId: input.vmId, frozen });
const runs = (outputs: ProvisionOutputs): boolean => (outputs['hold'] as { readonly runs: boolean }).runs;

const hold: ProvisionStep = {
  name: 'hold',
  after: [],
  do: (input) => send('compute.BeginClone', { ...originOf(input), cloneId: input.vmId }),
  undo: (input) => ends(input, false),
  deadlineSeconds: 30,
  cancellable: true,
};

/** Of a running vm the volumes are blank at first: QEMU copies its disks into them. */
const volumes = ({ spec, vmId, cloneOf }: ProvisionInput): readonly ProvisionStep[] =>
  spec.disks.map(({ volumeId, poolId, size, format, copyOf }, index): ProvisionStep => ({
    name: `volume-${index}`,
    after: ['hold'],
    do: ({ spec: { projectId } }, outputs) => {
      const isCopied = copyOf !== undefined && !runs(outputs);
      const origin = isCopied ? { copyOf: { volumeId: copyOf, link: cloneOf?.mode === 'linked' } } : {};
      const project = projectId === undefined ? {} : { projectId };
      const made = { volumeId, name: null, poolId, size, format, imageId: null, vmId };
      return send('storage.CreateVolume', { ...made, ...project, ...origin });
    },
    undo: () => send('storage.DeleteVolume', { volumeId, vmId }),
    output: infoOf,
    deadlineSeconds: 7_200,
    cancellable: true,
  }));

const pathOf = (outputs: ProvisionOutputs, index: number): string =>
  (outputs[`volume-${index}`] as { readonly path: string }).path;

const copy = ({ spec }: ProvisionInput): ProvisionStep => ({
  name: 'copy',
  after: ['hold', ...spec.disks.map((_disk, index) => `volume-${index}`)],
  do: (input, outputs) =>
    send('compute.CopyVm', {
      vmId: originOf(input).vmId,
      cloneId: input.vmId,
      runs: runs(outputs),
      disks: spec.disks.flatMap(({ copyOf, format }, index) =>
        copyOf === undefined ? [] : [{ volumeId: copyOf, path: pathOf(outputs, index), format }],
      ),
    }),
  undo: ({ vmId }) => send('compute.RemoveVmFiles', { vmId }),
  deadlineSeconds: 7_200,
  cancellable: 'its disks are being copied',
});

const release: ProvisionStep = {
  name: 'release',
  after: ['copy'],
  do: (input) => ends(input, originOf(input).mode === 'linked'),
  undo: (input) => ends(input, false),
  deadlineSeconds: 30,
  cancellable: true,
};

export const cloneVm = defineSaga<ProvisionInput, ProvisionOutputs>({
  name: 'clone-vm',
  version: 1,
  startsOn: {
    type: 'compute.VmCreated',
    saga: ({ data }) => {
      const input = data as ProvisionInput;
      if (input.cloneOf === undefined) return null;
      return { operationId: input.request.operationId, type: 'vm.clone', target: `/vms/${input.vmId}`, input };
    },
  },
  steps: (input) => {
    const cards = [...networks(input), ...nics(input)];
    const parts = ['release', ...cards.map(({ name }) => name)];
    return [hold, ...volumes(input), copy(input), release, ...cards, provisioned(parts), start];
  },
  finish: ({ outcome, input: { vmId }, problem, left }) => {
    if (outcome === 'succeeded') return null;
    // What its host may still hold of it goes with the vm when that is deleted.
    const stays = ['copy', 'provisioned', 'start'].some((step) => left.includes(step));
    return send(stays ? 'compute.RecordVmCreateFailed' : 'compute.RecordVmCreateUndone', {
      vmId,
      problem: problem ?? { code: 'operation.cancelled', message: 'the clone was cancelled' },
    });
  },
});
