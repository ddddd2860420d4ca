/** Makes a vm out of its parts, or nothing at all: images, volumes, networks, nics, then the boot if it was asked for. */
import type { Disk, MessageOf, Nic, VmCreated, storage } from '@chronovisor/contracts';
import { type Step, defineSaga } from '@chronovisor/saga/definition';
import { send } from './command.ts';
import { bootOf, isoOf } from './provisioned-parts.ts';

export type ProvisionInput = MessageOf<typeof VmCreated>['data'];

/** By step name: an image's files, a volume's info, a nic. */
export type ProvisionOutputs = Readonly<Record<string, unknown>>;

export type ProvisionStep = Step<ProvisionInput, ProvisionOutputs>;

const image = (name: string, imageId: string): ProvisionStep => ({
  name,
  after: [],
  do: ({ hostId }) => send('storage.EnsureImage', { imageId: imageId as never, hostId }),
  undo: 'nothing',
  output: (answer) => (answer as { readonly files: storage.ImageFiles }).files,
  deadlineSeconds: 1_800,
  cancellable: true,
});

const images = ({ spec }: ProvisionInput): readonly ProvisionStep[] => [
  ...(spec.bootImageId === null ? [] : [image('boot-image', spec.bootImageId)]),
  ...(spec.iso !== null && 'imageId' in spec.iso ? [image('iso-image', spec.iso.imageId)] : []),
  ...spec.disks.flatMap((disk, index) =>
    disk.imageId === null || disk.existing ? [] : [image(`disk-image-${index}`, disk.imageId)],
  ),
];

/** Left out by vms that are older than projects. */
const inProject = ({ projectId }: ProvisionInput['spec']): { projectId?: NonNullable<typeof projectId> } =>
  projectId === undefined ? {} : { projectId };

export const infoOf = (answer: unknown): unknown => (answer as { readonly info?: unknown }).info ?? answer;

const volumes = ({ spec, vmId }: ProvisionInput): readonly ProvisionStep[] =>
  spec.disks.map((disk, index): ProvisionStep => {
    const { volumeId, poolId, size, format, imageId } = disk;
    return {
      name: `volume-${index}`,
      after: imageId === null || disk.existing ? [] : [`disk-image-${index}`],
      do: () =>
        disk.existing
          ? send('storage.ClaimVolume', { volumeId, vmId })
          : send('storage.CreateVolume', {
              volumeId,
              name: null,
              poolId,
              size,
              format,
              imageId,
              vmId,
              ...inProject(spec),
            }),
      undo: () =>
        disk.existing
          ? send('storage.ReleaseVolume', { volumeId, vmId })
          : send('storage.DeleteVolume', { volumeId, vmId }),
      output: infoOf,
      deadlineSeconds: 1_800,
      cancellable: true,
    };
  });

const networkIds = ({ spec }: ProvisionInput): readonly string[] => [
  ...new Set(spec.nics.filter(({ kind }) => kind === 'nat').map(({ networkId }) => networkId)),
];

export const networks = (input: ProvisionInput): readonly ProvisionStep[] =>
  networkIds(input).map((networkId) => ({
    name: `network-${networkId}`,
    after: [],
    do: ({ hostId }) => send('network.ActivateNetwork', { networkId: networkId as never, hostId }),
    undo: 'nothing',
    deadlineSeconds: 60,
    cancellable: true,
  }));

export const nics = ({ spec, vmId, hostId }: ProvisionInput): readonly ProvisionStep[] =>
  spec.nics.map(({ nicId, networkId, kind, mac, model, forwards }, index) => ({
    name: `nic-${index}`,
    after: kind === 'nat' ? [`network-${networkId}`] : [],
    do: () => send('network.CreateNic', { nicId, vmId, hostId, networkId, mac, model, forwards, ...inProject(spec) }),
    undo: () => send('network.DeleteNic', { nicId }),
    deadlineSeconds: 30,
    cancellable: true,
  }));

const disksOf = ({ spec }: ProvisionInput, outputs: ProvisionOutputs): Disk[] =>
  spec.disks.map(({ volumeId, poolId, bus }, index) => {
    const { path, format, size } = outputs[`volume-${index}`] as Pick<Disk, 'path' | 'format' | 'size'>;
    return { volumeId, poolId, bus, path, format, size };
  });

export const provisioned = (parts: readonly string[]): ProvisionStep => ({
  name: 'provisioned',
  after: parts,
  do: (input, outputs) =>
    send('compute.RecordVmProvisioned', {
      vmId: input.vmId,
      disks: disksOf(input, outputs),
      nics: input.spec.nics.map((_nic, index) => outputs[`nic-${index}`] as Nic),
      boot: bootOf(input.spec, outputs['boot-image'] as storage.ImageFiles | undefined),
      iso: isoOf(input.spec, outputs['iso-image'] as storage.ImageFiles | undefined),
    }),
  undo: ({ vmId }) => send('compute.RemoveVmFiles', { vmId }),
  cancellable: true,
});

export const start: ProvisionStep = {
  name: 'start',
  after: ['provisioned'],
  when: (input) => input.start,
  do: ({ vmId }) => send('compute.StartVm', { vmId }),
  undo: ({ vmId }) => send('compute.StopVm', { vmId }),
  deadlineSeconds: 120,
  cancellable: 'QEMU is being launched; stop the vm when it runs',
};

export const provisionVm = defineSaga<ProvisionInput, ProvisionOutputs>({
  name: 'provision-vm',
  version: 1,
  startsOn: {
    type: 'compute.VmCreated',
    saga: ({ data }) => {
      const input = data as ProvisionInput;
      if (input.cloneOf !== undefined) return null;
      return { operationId: input.request.operationId, type: 'vm.create', target: `/vms/${input.vmId}`, input };
    },
  },
  steps: (input) => {
    const parts = [...images(input), ...volumes(input), ...networks(input), ...nics(input)];
    return [...parts, provisioned(parts.map(({ name }) => name)), start];
  },
  finish: ({ outcome, input: { vmId }, problem, left }) => {
    if (outcome === 'succeeded') return null;
    // What its host may still hold of it goes with the vm when that is deleted.
    const stays = left.includes('provisioned') || left.includes('start');
    return send(stays ? 'compute.RecordVmCreateFailed' : 'compute.RecordVmCreateUndone', {
      vmId,
      problem: problem ?? { code: 'operation.cancelled', message: 'the creation was cancelled' },
    });
  },
});
