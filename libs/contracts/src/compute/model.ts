/** The nouns of compute: what a vm is made of, what a host is and can do. */
import { z } from 'zod';
import { HostId, ImageId, NetworkId, NicId, PoolId, ProjectId, VmId, VolumeId } from '../ids.ts';
import { Labels } from './labels.ts';
import { CpuTopology } from './topology.ts';
import { AbsolutePath, Bytes, MacAddress, Name, Port } from '../units.ts';

export const VmStatus = z.enum([
  'building',
  'running',
  'off',
  'suspended',
  'paused',
  'updating_hardware',
  'powering_off_update',
  'migrating',
  'unknown',
  'error',
]);
export type VmStatus = z.infer<typeof VmStatus>;
/** What was last asked for. */
export const VmIntent = z.enum(['running', 'off', 'paused', 'deleted']);
export type VmIntent = z.infer<typeof VmIntent>;

export const Firmware = z.enum(['bios', 'uefi']);
export const DiskBus = z.enum(['virtio', 'scsi', 'sata', 'ide']);
export const VolumeFormat = z.enum(['qcow2', 'raw']);
export const BootDevice = z.enum(['disk', 'cdrom', 'network']);
export const NetworkKind = z.enum(['user', 'nat']);
export const Graphics = z.strictObject({ type: z.enum(['vnc', 'none']) });

export const Boot = z.strictObject({
  order: z.array(BootDevice).max(3),
  menu: z.boolean(),
  /** Paths on the host; set by hand or from a `kernel` image. */
  kernel: AbsolutePath.nullable(),
  initrd: AbsolutePath.nullable(),
  cmdline: z.string().max(2048).nullable(),
});
export type Boot = z.infer<typeof Boot>;

/** A forward from the host to a guest's port, on `user` networks. */
export const PortForward = z.strictObject({
  protocol: z.enum(['tcp', 'udp']),
  hostAddress: z.ipv4(),
  /** 0: the host picks a free one. */
  hostPort: z.int().min(0).max(65_535),
  guestPort: Port,
});
export type PortForward = z.infer<typeof PortForward>;

/** A disk as asked for, with its references resolved to ids. `image`: the volume starts as a copy of it. */
export const DiskRequest = z.strictObject({
  volumeId: VolumeId,
  /** True: the volume is there already and is not deleted when the creation is undone. */
  existing: z.boolean(),
  poolId: PoolId,
  size: Bytes,
  format: VolumeFormat,
  bus: DiskBus,
  imageId: ImageId.nullable(),
  /** Of a clone: the volume it starts as a copy of. */
  copyOf: VolumeId.optional(),
});
export type DiskRequest = z.infer<typeof DiskRequest>;

export const NicRequest = z.strictObject({
  nicId: NicId,
  networkId: NetworkId,
  kind: NetworkKind,
  mac: MacAddress.nullable(),
  model: z.enum(['virtio', 'e1000']),
  forwards: z.array(PortForward).max(64),
});
export type NicRequest = z.infer<typeof NicRequest>;

/** A vm as asked for: what the provisioning saga works from. */
export const VmRequest = z.strictObject({
  vcpus: z.int().min(1).max(512),
  /** Left out: one socket with as many cores as there are vCPUs. */
  cpu: CpuTopology.optional(),
  memory: Bytes,
  /** What may be plugged while it runs; left out: no more than `memory`. */
  maxMemory: Bytes.optional(),
  os: z.enum(['linux', 'windows', 'other']),
  firmware: Firmware,
  boot: Boot,
  /** A `kernel` image that fills boot.kernel/initrd/cmdline where these are null. */
  bootImageId: ImageId.nullable(),
  /** A path on the host or an `iso` image. */
  iso: z.union([z.strictObject({ path: AbsolutePath }), z.strictObject({ imageId: ImageId })]).nullable(),
  disks: z.array(DiskRequest).max(32),
  nics: z.array(NicRequest).max(16),
  graphics: Graphics,
  description: z.string().max(1000),
  /** Left out where there are none. */
  labels: Labels.optional(),
  /** Starts by itself when its host has booted; left out where it does not. */
  autostart: z.boolean().optional(),
  /** Left out: the default project. */
  projectId: ProjectId.optional(),
});
export type VmRequest = z.infer<typeof VmRequest>;

/** A disk as the host attaches it. */
export const Disk = z.strictObject({
  volumeId: VolumeId,
  poolId: PoolId,
  path: AbsolutePath,
  format: VolumeFormat,
  bus: DiskBus,
  size: Bytes,
});
export type Disk = z.infer<typeof Disk>;

/** A nic as the host plugs it. `address` is the guest's IPv4 where the network decides it. */
export const Nic = z.strictObject({
  nicId: NicId,
  networkId: NetworkId,
  kind: NetworkKind,
  mac: MacAddress,
  model: z.enum(['virtio', 'e1000']),
  address: z.ipv4().nullable(),
  forwards: z.array(PortForward),
});
export type Nic = z.infer<typeof Nic>;

/** Everything a host needs to launch a vm; kept in the vm's directory beside its generation. */
export const LaunchSpec = z.strictObject({
  vmId: VmId,
  name: Name,
  generation: z.int().positive(),
  vcpus: z.int().min(1),
  cpu: CpuTopology.optional(),
  memory: Bytes,
  maxMemory: Bytes.optional(),
  os: z.enum(['linux', 'windows', 'other']),
  firmware: Firmware,
  boot: Boot,
  iso: AbsolutePath.nullable(),
  disks: z.array(Disk),
  nics: z.array(Nic),
  graphics: Graphics,
});
export type LaunchSpec = z.infer<typeof LaunchSpec>;

/** A forward as it stands: the host port is the real one, also where 0 was asked for. */
export const StandingForward = z.strictObject({
  nicId: NicId,
  protocol: z.enum(['tcp', 'udp']),
  hostAddress: z.ipv4(),
  hostPort: Port,
  guestPort: Port,
});
export type StandingForward = z.infer<typeof StandingForward>;

/** A QEMU process: `startTicks` is field 22 of /proc/pid/stat, so that a reused pid is never taken for it. */
export const VmProcess = z.strictObject({
  pid: z.int().positive(),
  startTicks: z.int().nonnegative(),
  accelerator: z.enum(['kvm', 'tcg', 'hvf', 'sim']),
  /** Of nics on user networks; left out where there are none. */
  forwards: z.array(StandingForward).optional(),
});
export type VmProcess = z.infer<typeof VmProcess>;

/** How a QEMU process ended. `code` and `signal` are null where nobody could see them. */
export const VmExit = z.strictObject({
  code: z.int().nullable(),
  signal: z.string().nullable(),
  reason: z.string(),
  /** The last lines QEMU wrote to its log, at most 4 KiB. */
  logTail: z.string().max(4096),
});
export type VmExit = z.infer<typeof VmExit>;

/** What a host sees of one vm. */
export const VmSighting = z.strictObject({
  vmId: VmId,
  generation: z.int().nonnegative(),
  observed: z.enum(['running', 'paused', 'off']),
  process: VmProcess.nullable(),
  /** Where it is off: how it ended, when the host knows and has not reported it. */
  exit: VmExit.nullable(),
  clean: z.boolean().nullable(),
});
export type VmSighting = z.infer<typeof VmSighting>;

export const HostCapacity = z.strictObject({
  cpus: z.int().positive(),
  /** Bytes of memory the host has. */
  memory: Bytes,
});

export const AcceleratorProof = z.strictObject({
  accelerator: z.enum(['kvm', 'tcg', 'hvf', 'sim']),
  usable: z.boolean(),
  reason: z.string(),
});

export const HostCapabilities = z.strictObject({
  qemuVersion: z.string(),
  machineTypes: z.array(z.string()).max(200),
  /** What QEMU will be started with, and each proof behind it. */
  accelerator: z.enum(['kvm', 'tcg', 'hvf', 'sim']),
  accelerators: z.array(AcceleratorProof),
  firmware: z.array(Firmware),
  /** Network kinds this host can make (`nat` needs root). */
  networks: z.array(NetworkKind),
});
export type HostCapabilities = z.infer<typeof HostCapabilities>;

export const HostFacts = z.strictObject({
  hostId: HostId,
  name: z.string().min(1).max(63),
  /** New at every start of the host process. */
  sessionId: z.uuidv7(),
  /** New at every boot of the machine; left out by hosts that cannot tell. */
  bootId: z.string().min(1).max(64).optional(),
  version: z.string(),
  pid: z.int().positive(),
  capacity: HostCapacity,
  capabilities: HostCapabilities,
});
export type HostFacts = z.infer<typeof HostFacts>;

/** Sent every second or two on `heartbeat.<hostId>`; never stored. */
export const Heartbeat = z.strictObject({
  hostId: HostId,
  sessionId: z.uuidv7(),
  at: z.string(),
  memoryFree: Bytes,
  loadAverage: z.number(),
  vms: z.int().nonnegative(),
  pools: z.array(z.strictObject({ poolId: PoolId, total: Bytes, free: Bytes, usable: z.boolean() })),
});
export type Heartbeat = z.infer<typeof Heartbeat>;
