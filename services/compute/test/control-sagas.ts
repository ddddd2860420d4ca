/** A vm with everything a vm can have, and services that carry out what its sagas ask. */
import type {
  CommandId,
  Disk,
  HostId,
  ImageId,
  MessageOf,
  NetworkId,
  Nic,
  NicId,
  OperationId,
  PoolId,
  VmCreated,
  VmDeleteRequested,
  VmId,
  VolumeId,
} from '@chronovisor/contracts';
import { atOnce, inTime, type Services } from '@chronovisor/testing';

type Created = MessageOf<typeof VmCreated>['data'];
type Deleted = MessageOf<typeof VmDeleteRequested>['data'];
type Spec = Created['spec'];

type AnyId = CommandId & HostId & ImageId & NetworkId & NicId & OperationId & PoolId & VmId & VolumeId;

/** An id of whatever it is needed for. */
export const id = (number: number): AnyId =>
  `01900000-0000-7000-8000-${number.toString(16).padStart(12, '0')}` as AnyId;
const GIB = 1024 ** 3;
export const vmId = id(0xa);
const hostId = id(0xb);
const request = { operationId: id(1), commandId: id(1) };

type DiskRequest = Spec['disks'][number];
type NicRequest = Spec['nics'][number];

export const disk = (number: number, change: Partial<DiskRequest> = {}): DiskRequest => ({
  volumeId: id(0x100 + number),
  existing: false,
  poolId: id(0xc),
  size: GIB,
  format: 'qcow2',
  bus: 'virtio',
  imageId: null,
  ...change,
});

export const nic = (number: number, kind: 'user' | 'nat', networkId: NetworkId = id(0x300)): NicRequest => ({
  nicId: id(0x200 + number),
  networkId,
  kind,
  mac: null,
  model: 'virtio',
  forwards: [],
});

export const created = (change: Partial<Spec> = {}, start = true): Created => ({
  vmId,
  name: 'web-1',
  hostId,
  request,
  start,
  spec: {
    vcpus: 1,
    memory: GIB,
    os: 'linux',
    firmware: 'bios',
    boot: { order: ['disk'], menu: false, kernel: null, initrd: null, cmdline: null },
    bootImageId: null,
    iso: null,
    disks: [],
    nics: [],
    graphics: { type: 'none' },
    description: '',
    ...change,
  },
});

/** A clone with two disks and nics of both kinds. */
export const cloned = (mode: 'full' | 'linked'): Created => ({
  ...created({ disks: [disk(0, { copyOf: id(0x500) }), disk(1, { copyOf: id(0x501) })], nics: [nic(0, 'nat')] }),
  cloneOf: { vmId: id(0xd), mode },
});

/** A kernel image to boot from, an iso image, a copied disk, a blank one, one that was there before, nics of both kinds. */
export const full: Partial<Spec> = {
  bootImageId: id(0x400),
  iso: { imageId: id(0x401) },
  disks: [disk(0, { imageId: id(0x402) }), disk(1), disk(2, { existing: true })],
  nics: [nic(0, 'nat'), nic(1, 'user', id(0x301))],
};

export const infoOf = (volumeId: string) => ({
  path: `/pool/${volumeId}`,
  format: 'qcow2',
  size: GIB,
  allocated: 4_096,
});

const FILES: Readonly<Record<string, object>> = {
  [id(0x400)]: { kind: 'kernel', kernel: '/k', initrd: '/i', cmdline: 'quiet' },
  [id(0x401)]: { kind: 'iso', path: '/cd.iso' },
  [id(0x402)]: { kind: 'disk', path: '/d.qcow2', format: 'qcow2' },
};

export const madeDisk = ({ volumeId, poolId, bus }: DiskRequest): Disk => ({
  volumeId,
  poolId,
  bus,
  path: `/pool/${volumeId}`,
  format: 'qcow2',
  size: GIB,
});
export const madeNic = ({ nicId, networkId, kind }: NicRequest): Nic => ({
  nicId,
  networkId,
  kind,
  mac: '52:54:00:00:00:01',
  model: 'virtio',
  address: null,
  forwards: [],
});

export const deleted = (change: Partial<Deleted> = {}): Deleted => ({
  vmId,
  hostId,
  request,
  volumes: 'delete',
  wasRunning: true,
  disks: [madeDisk(disk(0)), madeDisk(disk(1))],
  nics: [madeNic(nic(0, 'nat'))],
  ...change,
});

export const restarted = { vmId, request, timeoutSeconds: 60, force: false };

const boot = { order: ['disk' as const], menu: true, kernel: null, initrd: null, cmdline: null };

export const reconfigured = {
  vmId,
  request,
  changes: { vcpus: 4, boot },
  before: { vcpus: 1, boot: { ...boot, menu: false } },
  timeoutSeconds: 60,
  force: false,
};

type Volume = { readonly volumeId: string };
type Image = { readonly imageId: string; readonly hostId: string };
const exit = { vmId, reason: 'stop-requested', exit: null };
const activation = { bridge: 'chr0', subnet: '10.177.0.0/24', gateway: '10.177.0.1' };

/** Images of disks are copied by the host, the others are there already; nics and claims are done at once. */
export const services: Services = {
  'storage.EnsureImage': ({ imageId, hostId }: Image) => {
    const files = FILES[imageId] as never;
    const data = { imageId, hostId, files, checksum: 'a'.repeat(64), size: GIB };
    return imageId === id(0x402) ? inTime('storage.ImageReady', data, 'storage.ImageImportFailed') : atOnce({ files });
  },
  'storage.CreateVolume': ({ volumeId }: Volume) =>
    inTime('storage.VolumeCreated', { volumeId, info: infoOf(volumeId) }, 'storage.VolumeCreationFailed'),
  'storage.ClaimVolume': ({ volumeId }: Volume) => atOnce({ ...infoOf(volumeId), poolId: id(0xc) }),
  'storage.DeleteVolume': ({ volumeId }: Volume) =>
    inTime('storage.VolumeDeleted', { volumeId }, 'storage.VolumeDeletionFailed'),
  'network.ActivateNetwork': ({ networkId }: { readonly networkId: string }) =>
    inTime('network.NetworkActivated', { networkId, hostId, activation }, 'network.NetworkActivationFailed'),
  'network.CreateNic': ({ nicId, networkId }: { readonly nicId: string; readonly networkId: string }) =>
    atOnce({ nicId, networkId, kind: 'nat', mac: '52:54:00:00:00:01', model: 'virtio', address: null, forwards: [] }),
  'compute.StartVm': () =>
    inTime(
      'compute.VmStarted',
      { vmId, generation: 1, process: { pid: 1, startTicks: 1, accelerator: 'tcg' } },
      'compute.VmStartFailed',
    ),
  'compute.StopVm': () => inTime('compute.VmStopped', exit, 'compute.VmStopFailed'),
  'compute.ShutdownVm': () => inTime('compute.VmStopped', exit, 'compute.VmShutdownFailed'),
  'compute.BeginClone': () => atOnce({ runs: false }),
  'compute.EndClone': () => atOnce(null),
  'compute.CopyVm': () => inTime('compute.VmCopied', { vmId: id(0xd) }, 'compute.VmCopyFailed'),
  'compute.ApplyVmChanges': () => atOnce(null),
  'compute.RemoveVmFiles': () => inTime('compute.VmFilesRemoved', { vmId }, 'compute.VmFilesRemovalFailed'),
};
