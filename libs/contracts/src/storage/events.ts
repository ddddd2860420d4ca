/** Events of storage. */
import { z } from 'zod';
import { VolumeFormat } from '../compute/model.ts';
import { event } from '../define.ts';
import { HostId, ImageId, PoolId, ProjectId, VmId, VolumeId } from '../ids.ts';
import { Problem, Request } from '../messages.ts';
import { AbsolutePath, Bytes, Name } from '../units.ts';
import { Labels } from '../compute/labels.ts';
import { ImageLabelled, PoolLabelled, VolumeLabelled } from './labels.ts';
import { ImageFiles, ImageKind, Sha256, VolumeInfo } from './messages.ts';

const failed = { problem: Problem, request: Request };

export const PoolCreationRequested = event(
  'storage.PoolCreationRequested',
  'A pool is to be made.',
  {
    poolId: PoolId,
    name: Name,
    hostId: HostId,
    path: AbsolutePath.nullable(),
    /** Left out where there are none. */
    labels: Labels.optional(),
    request: Request,
  },
  { opens: 'pool.create' },
);
export const PoolReady = event(
  'storage.PoolReady',
  'The pool takes volumes.',
  { poolId: PoolId, path: AbsolutePath, request: Request },
  { ends: 'succeeded' },
);
export const PoolFailed = event(
  'storage.PoolFailed',
  'The pool could not be made.',
  { poolId: PoolId, ...failed },
  { ends: 'failed' },
);
export const PoolDeleted = event(
  'storage.PoolDeleted',
  'The pool is forgotten; its directory stays.',
  { poolId: PoolId, request: Request },
  { opens: 'pool.delete', ends: 'succeeded' },
);

export const VolumeCreationRequested = event(
  'storage.VolumeCreationRequested',
  'A volume is to be made.',
  {
    volumeId: VolumeId,
    name: Name.nullable(),
    poolId: PoolId,
    hostId: HostId,
    path: AbsolutePath,
    size: Bytes,
    format: VolumeFormat,
    source: ImageFiles.nullable(),
    /** It holds only what differs from its source. */
    link: z.boolean().optional(),
    imageId: ImageId.nullable(),
    vmId: VmId.nullable(),
    /** Left out: the default project. */
    projectId: ProjectId.optional(),
    /** Left out where there are none. */
    labels: Labels.optional(),
    request: Request,
  },
  { opens: 'volume.create' },
);
export const VolumeCreated = event(
  'storage.VolumeCreated',
  'The volume is there.',
  { volumeId: VolumeId, info: VolumeInfo, request: Request },
  { ends: 'succeeded' },
);
export const VolumeCreationFailed = event(
  'storage.VolumeCreationFailed',
  'The volume could not be made; nothing of it is left.',
  { volumeId: VolumeId, ...failed },
  { ends: 'failed' },
);
export const VolumeGrowthRequested = event(
  'storage.VolumeGrowthRequested',
  'The volume is to become larger.',
  { volumeId: VolumeId, hostId: HostId, path: AbsolutePath, format: VolumeFormat, size: Bytes, request: Request },
  { opens: 'volume.grow' },
);
export const VolumeGrown = event(
  'storage.VolumeGrown',
  'The volume is larger.',
  { volumeId: VolumeId, info: VolumeInfo, request: Request },
  { ends: 'succeeded' },
);
export const VolumeGrowthFailed = event(
  'storage.VolumeGrowthFailed',
  'The volume has its old size.',
  { volumeId: VolumeId, ...failed },
  { ends: 'failed' },
);
export const VolumeDeletionRequested = event(
  'storage.VolumeDeletionRequested',
  'The volume is to be removed.',
  { volumeId: VolumeId, hostId: HostId, path: AbsolutePath, request: Request },
  { opens: 'volume.delete' },
);
export const VolumeDeleted = event(
  'storage.VolumeDeleted',
  'The volume is gone.',
  { volumeId: VolumeId, request: Request },
  { ends: 'succeeded' },
);
export const VolumeDeletionFailed = event(
  'storage.VolumeDeletionFailed',
  'The volume is still there.',
  { volumeId: VolumeId, ...failed },
  { ends: 'failed' },
);
export const VolumeClaimed = event('storage.VolumeClaimed', 'A vm has the volume as its disk.', {
  volumeId: VolumeId,
  vmId: VmId,
});
export const VolumeReleased = event('storage.VolumeReleased', 'No vm has the volume.', {
  volumeId: VolumeId,
  vmId: VmId,
});

export const ImageImportRequested = event(
  'storage.ImageImportRequested',
  'Files on a host are to be taken in.',
  {
    imageId: ImageId,
    name: Name,
    kind: ImageKind,
    hostId: HostId,
    source: ImageFiles,
    checksum: Sha256.nullable(),
    /** Left out where there are none, and for a copy onto another host. */
    labels: Labels.optional(),
    request: Request,
  },
  { opens: 'image.import' },
);
export const ImageReady = event(
  'storage.ImageReady',
  'A host has the image.',
  { imageId: ImageId, hostId: HostId, files: ImageFiles, checksum: Sha256, size: Bytes, request: Request },
  { ends: 'succeeded' },
);
export const ImageImportFailed = event(
  'storage.ImageImportFailed',
  'The image could not be taken in on that host.',
  { imageId: ImageId, hostId: HostId, ...failed },
  { ends: 'failed' },
);
export const ImageDeletionRequested = event(
  'storage.ImageDeletionRequested',
  'The image is to be removed.',
  { imageId: ImageId, hostIds: HostId.array(), request: Request },
  { opens: 'image.delete' },
);
export const ImageCopyRemoved = event('storage.ImageCopyRemoved', 'One host has removed its files.', {
  imageId: ImageId,
  hostId: HostId,
});
export const ImageDeleted = event(
  'storage.ImageDeleted',
  'No host has the image.',
  { imageId: ImageId, request: Request },
  { ends: 'succeeded' },
);
export const ImageDeletionFailed = event(
  'storage.ImageDeletionFailed',
  'A host still has files of the image.',
  { imageId: ImageId, hostId: HostId, ...failed },
  { ends: 'failed' },
);

export const ImageDropped = event(
  'storage.ImageDropped',
  'The image is gone for everybody; each of these hosts removes its files when it is there.',
  {
    imageId: ImageId,
    left: z.array(z.strictObject({ hostId: HostId, request: Request })),
    request: Request,
  },
  { opens: 'image.delete', ends: 'succeeded' },
);
export const ImageLeftoverRemoved = event(
  'storage.ImageLeftoverRemoved',
  'A host has removed what it still had of an image that is gone.',
  { imageId: ImageId, hostId: HostId, request: Request },
  { ends: 'succeeded' },
);
export const ImageLeftoverKept = event(
  'storage.ImageLeftoverKept',
  'A host could not remove what it still has of an image that is gone.',
  { imageId: ImageId, hostId: HostId, ...failed },
  { ends: 'failed' },
);

export const storageEvents = [
  PoolCreationRequested,
  PoolReady,
  PoolFailed,
  PoolDeleted,
  VolumeCreationRequested,
  VolumeCreated,
  VolumeCreationFailed,
  VolumeGrowthRequested,
  VolumeGrown,
  VolumeGrowthFailed,
  VolumeDeletionRequested,
  VolumeDeleted,
  VolumeDeletionFailed,
  VolumeClaimed,
  VolumeReleased,
  ImageImportRequested,
  ImageReady,
  ImageImportFailed,
  ImageDeletionRequested,
  ImageCopyRemoved,
  ImageDeleted,
  ImageDropped,
  ImageLeftoverRemoved,
  ImageLeftoverKept,
  ImageDeletionFailed,
  VolumeLabelled,
  PoolLabelled,
  ImageLabelled,
] as const;
