/** A vm over HTTP: the body that makes one, the patch that changes one, the document that shows one. */
import { z } from 'zod';
import {
  BootDevice,
  DiskBus,
  Firmware,
  Graphics,
  NetworkKind,
  PortForward,
  VmExit,
  VmIntent,
  VmStatus,
  VolumeFormat,
} from '../../compute/model.ts';
import { CloneMode } from '../../compute/clone.ts';
import { ApplyWhen, RecordedChanges } from '../../compute/changes.ts';
import { Labels } from '../../compute/labels.ts';
import { HostId, NicId, OperationId, PoolId, VmId, VolumeId } from '../../ids.ts';
import { AbsolutePath, Bytes, MacAddress, Name, Port, Reference, Size, Timestamp } from '../../units.ts';
import { VmDrift } from './drifts.ts';
import { labelChanges, labelsOfNew } from './labels.ts';
import { pageOf, SelectedPastListParameters } from './lists.ts';
import { ofProject, projectOfNew, shownProject } from './projects.ts';

const MIB = 1024 ** 2;
const LARGEST_DISK = 64 * 1024 ** 4;

const MemorySize = Size.refine((bytes) => bytes >= 4 * MIB && bytes % MIB === 0, 'give at least 4MiB, in whole MiB');
export const DiskSize = Size.refine(
  (bytes) => bytes >= MIB && bytes % 512 === 0 && bytes <= LARGEST_DISK,
  'give 1MiB to 64TiB, in whole sectors of 512 bytes',
);

const ForwardBody = z.strictObject({
  protocol: z.enum(['tcp', 'udp']).default('tcp'),
  hostAddress: z.ipv4().default('127.0.0.1'),
  hostPort: z.int().min(0).max(65_535).default(0).meta({ description: '0: the host picks a free port' }),
  guestPort: Port,
});

export const DiskBody = z
  .strictObject({
    volume: Reference.optional().meta({
      description: 'An existing volume, by id or name; without it a new one is made',
    }),
    size: DiskSize.optional().meta({
      description: 'Size of a new volume; may be left out when it starts from an image',
    }),
    pool: Reference.optional().meta({ description: 'Pool of a new volume', default: 'default' }),
    format: VolumeFormat.optional().meta({ description: 'Format of a new volume', default: 'qcow2' }),
    image: Reference.optional().meta({ description: 'A `disk` image the new volume starts from' }),
    bus: DiskBus.default('virtio'),
  })
  .meta({ id: 'NewVmDisk' });
export type DiskBody = z.infer<typeof DiskBody>;

export const NicBody = z
  .strictObject({
    network: Reference.meta({ description: 'A network, by id or name', examples: ['default', 'user'] }),
    mac: MacAddress.optional(),
    model: z.enum(['virtio', 'e1000']).default('virtio'),
    forwards: z
      .array(ForwardBody)
      .max(64)
      .default([])
      .meta({ description: 'Host ports led to the guest; on `user` networks' }),
  })
  .meta({ id: 'NewVmNic' });
export type NicBody = z.infer<typeof NicBody>;

export const BootBody = z
  .strictObject({
    order: z
      .array(BootDevice)
      .max(3)
      .refine((order) => new Set(order).size === order.length, 'name each device once')
      .optional(),
    menu: z.boolean().optional(),
    kernel: AbsolutePath.nullable().optional().meta({ description: 'A kernel on the host, booted directly' }),
    initrd: AbsolutePath.nullable().optional(),
    cmdline: z.string().max(2048).nullable().optional(),
  })
  .meta({ id: 'BootSettings' });
export type BootBody = z.infer<typeof BootBody>;

const description = z.string().max(1000);
const vcpus = z.int().min(1).max(512);

const few = z.int().min(1).max(512);
export const CpuBody = z
  .strictObject({
    sockets: few.optional().meta({ description: 'How many there are' }),
    cores: few.optional().meta({ description: 'Of one socket' }),
    threads: few.optional().meta({ description: 'Of one core' }),
    maxVcpus: few.optional().meta({ description: 'sockets x cores x threads: what may be plugged while it runs' }),
  })
  .meta({
    id: 'CpuLayout',
    description: 'Given as a whole: sockets and threads are 1 and cores what is left over, where they are left out',
    examples: [{ sockets: 1, cores: 4, threads: 2, maxVcpus: 8 }],
  });
export type CpuBody = z.infer<typeof CpuBody>;

export const CreateVmBody = z
  .strictObject({
    name: Name,
    description: description.default(''),
    os: z.enum(['linux', 'windows', 'other']).default('linux'),
    vcpus: vcpus.default(1),
    cpu: CpuBody.optional().meta({
      description: 'How the vCPUs look to the guest; without it one socket with as many cores as there are vCPUs',
    }),
    memory: MemorySize.prefault('512MiB'),
    maxMemory: MemorySize.optional().meta({ description: 'How far memory may grow while it runs' }),
    image: Reference.optional().meta({
      description:
        'By kind: a `kernel` image is booted directly, the first disk starts from a `disk` image, an `iso` image becomes the CD-ROM',
    }),
    disks: z.array(DiskBody).max(32).default([]),
    nics: z.array(NicBody).max(16).default([]),
    firmware: Firmware.default('bios'),
    boot: BootBody.default({}),
    iso: z
      .string()
      .min(1)
      .max(4096)
      .optional()
      .meta({ description: 'An `iso` image, or an absolute path on the host' }),
    graphics: Graphics.default({ type: 'none' }),
    host: Reference.optional().meta({
      description: 'By id or name; without it the connected host with most free memory',
    }),
    project: projectOfNew,
    labels: labelsOfNew,
    autostart: z
      .boolean()
      .default(false)
      .meta({ description: 'Start it by itself when its host has booted, in the order of what it needs' }),
    start: z.boolean().default(false).meta({ description: 'Boot it once it is made' }),
  })
  .meta({
    id: 'NewVm',
    examples: [
      {
        name: 'web-1',
        vcpus: 2,
        memory: '512MiB',
        image: 'tiny',
        disks: [{ size: '1GiB' }],
        nics: [{ network: 'user' }],
        start: true,
      },
    ],
  });
export type CreateVmBody = z.infer<typeof CreateVmBody>;

export const UpdateVmBody = z
  .strictObject({
    name: Name.optional(),
    description: description.optional(),
    vcpus: vcpus.optional(),
    cpu: CpuBody.nullable().optional().meta({ description: 'Null: one socket, a core for each vCPU' }),
    memory: MemorySize.optional(),
    maxMemory: MemorySize.nullable().optional().meta({ description: 'Null: no more than memory' }),
    boot: BootBody.optional(),
    iso: z.string().min(1).max(4096).nullable().optional(),
    graphics: Graphics.optional(),
    labels: labelChanges,
    autostart: z.boolean().optional().meta({ description: 'Start it by itself when its host has booted' }),
  })
  .meta({ id: 'VmChanges', description: 'JSON Merge Patch: what is left out stays', examples: [{ memory: '1GiB' }] });
export type UpdateVmBody = z.infer<typeof UpdateVmBody>;

export const UpdateVmParameters = z.strictObject({
  apply: ApplyWhen.default('live').meta({
    description:
      'What a running vm cannot take up: `live` refuses it and names the fields, `next-start` keeps it until then, `restart` has the guest power off and starts it again',
  }),
  timeoutSeconds: z
    .int()
    .min(1)
    .max(3600)
    .default(60)
    .meta({ description: 'Time the guest is given to power off, with `apply=restart`' }),
  force: z.boolean().default(false).meta({ description: 'Cut the power when that time is over' }),
});
export type UpdateVmParameters = z.infer<typeof UpdateVmParameters>;

export const ShutdownBody = z
  .strictObject({
    timeoutSeconds: z.int().min(1).max(3600).default(60).meta({ description: 'Time the guest is given to power off' }),
    force: z.boolean().default(false).meta({ description: 'Cut the power when the time is over' }),
  })
  .meta({ id: 'ShutdownSettings' });

export const GoingOffParameters = z.strictObject({
  dependents: z
    .boolean()
    .default(false)
    .meta({ description: 'Also every running vm that needs it, those first: one operation with a child for each' }),
});

export const DeleteVmParameters = z.strictObject({
  volumes: z.enum(['delete', 'keep']).default('delete').meta({ description: 'What becomes of its volumes' }),
  force: z.boolean().default(false).meta({ description: 'Also while it runs' }),
});

export const VmDisk = z.strictObject({
  volume: VolumeId,
  pool: z.string(),
  poolId: PoolId,
  size: Bytes,
  format: VolumeFormat,
  bus: DiskBus,
  path: AbsolutePath.nullable(),
});
export const VmNic = z.strictObject({
  id: NicId,
  network: z.string(),
  kind: NetworkKind,
  mac: MacAddress.nullable(),
  model: z.enum(['virtio', 'e1000']),
  address: z.ipv4().nullable(),
  forwards: z.array(PortForward),
});

export const VmDocument = z
  .strictObject({
    id: VmId,
    name: Name,
    description: z.string(),
    labels: Labels,
    autostart: z.boolean().meta({ description: 'Starts by itself when its host has booted' }),
    ...shownProject,
    status: VmStatus,
    intent: VmIntent.meta({
      description: 'What was last asked for, whatever became of it: a guest that powers itself off does not change it',
    }),
    host: z.string().meta({ description: 'Name of its host' }),
    hostId: HostId,
    os: z.enum(['linux', 'windows', 'other']),
    vcpus: z.int(),
    cpu: z
      .strictObject({ sockets: z.int(), cores: z.int(), threads: z.int(), maxVcpus: z.int() })
      .meta({ description: 'How they look to the guest, and how many may be plugged while it runs' }),
    memory: Bytes,
    maxMemory: Bytes.meta({ description: 'How far memory may grow while it runs' }),
    cloneOf: z.strictObject({ vm: VmId, mode: CloneMode }).optional().meta({ description: 'What it was made after' }),
    linkedClones: z
      .array(VmId)
      .optional()
      .meta({ description: 'Clones based on its disks: it stays off while there are any' }),
    pendingChanges: RecordedChanges.optional().meta({ description: 'What the next start changes' }),
    disks: z.array(VmDisk),
    nics: z.array(VmNic),
    boot: z.strictObject({
      order: z.array(BootDevice),
      menu: z.boolean(),
      kernel: z.string().nullable(),
      initrd: z.string().nullable(),
      cmdline: z.string().nullable(),
    }),
    iso: z.string().nullable(),
    firmware: Firmware,
    graphics: Graphics,
    addresses: z.array(z.string()).meta({ description: 'Known addresses of the guest' }),
    operation: z
      .strictObject({ id: OperationId, type: z.string() })
      .nullable()
      .meta({ description: 'What is running on it now' }),
    drifts: z.array(VmDrift).meta({ description: 'What its host shows and nobody asked for' }),
    guestPanickedAt: Timestamp.optional().meta({
      description: 'When the guest last said that its kernel panicked; gone with the next boot',
    }),
    lastExit: VmExit.extend({ at: Timestamp }).optional().meta({ description: 'How its QEMU last ended' }),
    process: z
      .strictObject({ pid: z.int(), host: z.string(), accelerator: z.string() })
      .optional()
      .meta({ description: 'For administrators, while it runs' }),
    generation: z.int().meta({ description: 'Counts its starts' }),
    revision: z.int().meta({ description: 'Also its ETag' }),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Vm', description: 'A virtual machine' });
export type VmDocument = z.infer<typeof VmDocument>;
export const VmPage = pageOf(VmDocument, 'VmPage');

export const SerialParameters = z.strictObject({
  follow: z.boolean().default(false).meta({ description: 'Stay and send what the guest writes' }),
  tail: z.int().min(0).max(100_000).optional().meta({ description: 'Only the last lines, found in the last 256 KiB' }),
});

export const VmListParameters = z.strictObject({
  ...SelectedPastListParameters.shape,
  group: Reference.optional().meta({ description: 'Only vms in this group, by id or name' }),
  project: ofProject,
});
