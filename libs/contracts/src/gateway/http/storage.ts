/** Pools, volumes and images over HTTP. */
import { z } from 'zod';
import { VolumeFormat } from '../../compute/model.ts';
import { HostId, ImageId, PoolId, VmId, VolumeId } from '../../ids.ts';
import { ImageKind, Sha256 } from '../../storage/messages.ts';
import { AbsolutePath, Bytes, Name, Reference, Timestamp } from '../../units.ts';
import { Labels } from '../../compute/labels.ts';
import { labelChanges, labelsOfNew } from './labels.ts';
import { pageOf, SelectedPastListParameters } from './lists.ts';
import { ofProject, projectOfNew, shownProject } from './projects.ts';
import { DiskSize } from './vms.ts';

const host = Reference.optional().meta({
  description: 'By id or name; may be left out when only one host is connected',
});

export const CreatePoolBody = z
  .strictObject({
    name: Name,
    host,
    path: AbsolutePath.optional().meta({ description: 'A directory on the host; without it a place of its own' }),
    labels: labelsOfNew,
  })
  .meta({ id: 'NewPool', examples: [{ name: 'fast', path: '/srv/vms' }] });
export const PoolDocument = z
  .strictObject({
    id: PoolId,
    name: Name,
    labels: Labels,
    host: z.string(),
    hostId: HostId,
    status: z.enum(['preparing', 'ready']),
    path: z.string().nullable(),
    total: Bytes.nullable().meta({ description: 'Bytes of the file system it is on, as its host last said' }),
    free: Bytes.nullable(),
    usable: z.boolean().nullable(),
    volumes: z.int(),
    revision: z.int(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Pool', description: 'A place for volumes on one host' });
export type PoolDocument = z.infer<typeof PoolDocument>;
export const PoolPage = pageOf(PoolDocument, 'PoolPage');

export const CreateVolumeBody = z
  .strictObject({
    name: Name.optional(),
    pool: Reference.default('default'),
    host,
    size: DiskSize.optional().meta({ description: 'May be left out when it starts from an image' }),
    format: VolumeFormat.default('qcow2'),
    image: Reference.optional().meta({ description: 'A `disk` image it starts from' }),
    project: projectOfNew,
    labels: labelsOfNew,
  })
  .meta({ id: 'NewVolume', examples: [{ name: 'data', size: '10GiB' }] });
export type CreateVolumeBody = z.infer<typeof CreateVolumeBody>;
export const UpdateVolumeBody = z
  .strictObject({
    size: DiskSize.optional().meta({ description: 'To grow to; never smaller than it is' }),
    labels: labelChanges,
  })
  .refine(({ size, labels }) => size === undefined || labels === undefined, {
    path: ['labels'],
    error: 'change size and labels in two requests: growing takes time, and may fail',
  })
  .meta({ id: 'VolumeChanges', examples: [{ size: '20GiB' }] });
export type UpdateVolumeBody = z.infer<typeof UpdateVolumeBody>;
export const VolumeDocument = z
  .strictObject({
    id: VolumeId,
    name: Name.nullable(),
    labels: Labels,
    pool: z.string(),
    poolId: PoolId,
    host: z.string(),
    hostId: HostId,
    status: z.enum(['creating', 'ready', 'growing', 'deleting']),
    size: Bytes,
    allocated: Bytes.nullable().meta({ description: 'Bytes it takes in the pool, as last looked' }),
    format: VolumeFormat,
    path: z.string(),
    image: ImageId.nullable(),
    vm: VmId.nullable().meta({ description: 'The vm whose disk it is' }),
    ...shownProject,
    revision: z.int(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Volume', description: 'A block device in a pool' });
export type VolumeDocument = z.infer<typeof VolumeDocument>;
export const VolumePage = pageOf(VolumeDocument, 'VolumePage');
export const VolumeListParameters = z.strictObject({ ...SelectedPastListParameters.shape, project: ofProject });

const imported = {
  name: Name,
  host,
  checksum: Sha256.optional().meta({ description: 'SHA-256 of the file, or of the kernel' }),
  labels: labelsOfNew,
};
export const ImportImageBody = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('kernel'),
      ...imported,
      kernel: AbsolutePath,
      initrd: AbsolutePath.nullable().default(null),
      cmdline: z.string().max(2048).default(''),
    }),
    z.strictObject({
      kind: z.literal('disk'),
      ...imported,
      path: AbsolutePath,
      format: z.enum(['qcow2', 'raw', 'vmdk', 'vdi', 'vhdx']).nullable().default(null),
    }),
    z.strictObject({ kind: z.literal('iso'), ...imported, path: AbsolutePath }),
  ])
  .meta({
    id: 'NewImage',
    description: 'Files on a host to take in',
    examples: [{ name: 'rescue', kind: 'iso', path: '/srv/rescue.iso' }],
  });
export type ImportImageBody = z.infer<typeof ImportImageBody>;
export const DeleteImageParameters = z.strictObject({
  force: z.boolean().default(false).meta({ description: 'Wait for no host: each removes its files when it is there' }),
});

export const ImageDocument = z
  .strictObject({
    id: ImageId,
    name: Name,
    labels: Labels,
    kind: ImageKind,
    status: z.enum(['importing', 'ready', 'deleting']),
    size: Bytes.nullable(),
    checksum: Sha256.nullable(),
    hosts: z.array(z.string()).meta({ description: 'Hosts that have its files' }),
    revision: z.int(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Image', description: 'What volumes and boots start from; read only' });
export type ImageDocument = z.infer<typeof ImageDocument>;
export const ImagePage = pageOf(ImageDocument, 'ImagePage');
