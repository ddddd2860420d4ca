/** Commands of storage. */
import { z } from 'zod';
import { VolumeFormat } from '../compute/model.ts';
import { command } from '../define.ts';
import { HostId, ImageId, PoolId, ProjectId, VmId, VolumeId } from '../ids.ts';
import { Problem, Request } from '../messages.ts';
import { AbsolutePath, Bytes, Name } from '../units.ts';
import { Labels } from '../compute/labels.ts';
import { LabelImage, LabelPool, LabelVolume } from './labels.ts';
import { ImageFiles, ImageKind, Sha256, VolumeInfo } from './messages.ts';

const failed = { problem: Problem, request: Request };

/** `path` null: the host's own place, `<data>/hosts/<name>/pools/<pool name>`. */
export const CreatePool = command(
  'storage.CreatePool',
  'Make a directory pool on a host. Legal when no pool there has the name.',
  { poolId: PoolId, name: Name, hostId: HostId, path: AbsolutePath.nullable(), labels: Labels.optional() },
);
export const DeletePool = command('storage.DeletePool', 'Forget a pool. Legal when no volume is in it.', {
  poolId: PoolId,
});
export const RecordPoolReady = command('storage.RecordPoolReady', 'The host has the directory.', {
  poolId: PoolId,
  path: AbsolutePath,
  request: Request,
});
export const RecordPoolFailed = command('storage.RecordPoolFailed', 'The host could not make the directory.', {
  poolId: PoolId,
  ...failed,
});

export const CreateVolume = command(
  'storage.CreateVolume',
  'Make a volume, blank or as a copy of an image. Legal when the id is new and the pool is ready.',
  {
    volumeId: VolumeId,
    name: Name.nullable(),
    poolId: PoolId,
    size: Bytes,
    format: VolumeFormat,
    imageId: ImageId.nullable(),
    vmId: VmId.nullable(),
    /** A volume it starts as a copy of; with `link` it holds only what differs from that. */
    copyOf: z.strictObject({ volumeId: VolumeId, link: z.boolean() }).optional(),
    /** Left out: the default project. */
    projectId: ProjectId.optional(),
    /** Left out where there are none. */
    labels: Labels.optional(),
  },
);
export const GrowVolume = command(
  'storage.GrowVolume',
  'Make a volume larger. Legal when it is not in use; never smaller.',
  { volumeId: VolumeId, size: Bytes },
);
export const DeleteVolume = command(
  'storage.DeleteVolume',
  'Remove a volume. Legal when no vm uses it, or for the vm named.',
  { volumeId: VolumeId, vmId: VmId.nullable() },
);
export const ClaimVolume = command(
  'storage.ClaimVolume',
  'A vm takes a volume as its disk. Legal when no other vm has it; a repeat does nothing. Done at once; its result is the volume info.',
  { volumeId: VolumeId, vmId: VmId },
);
export const ReleaseVolume = command('storage.ReleaseVolume', 'A vm gives a volume back. Done at once.', {
  volumeId: VolumeId,
  vmId: VmId,
});
export const RecordVolumeCreated = command('storage.RecordVolumeCreated', 'The host has made it.', {
  volumeId: VolumeId,
  info: VolumeInfo,
  request: Request,
});
export const RecordVolumeGrown = command('storage.RecordVolumeGrown', 'The host has grown it.', {
  volumeId: VolumeId,
  info: VolumeInfo,
  request: Request,
});
export const RecordVolumeDeleted = command('storage.RecordVolumeDeleted', 'The host has removed it.', {
  volumeId: VolumeId,
  request: Request,
});
export const RecordVolumeFailed = command('storage.RecordVolumeFailed', 'The host could not do it.', {
  volumeId: VolumeId,
  ...failed,
});

/** `checksum`: of the disk or iso file, or of the kernel; a wrong one is refused by the host. */
export const ImportImage = command(
  'storage.ImportImage',
  'Take files on a host in as an image. Legal when the name is free; the same name, files and checksum again does nothing.',
  {
    imageId: ImageId,
    name: Name,
    kind: ImageKind,
    hostId: HostId,
    source: ImageFiles,
    checksum: Sha256.nullable(),
    labels: Labels.optional(),
  },
);
export const EnsureImage = command(
  'storage.EnsureImage',
  'Have an image on a host: copies it from its source path where it is missing. Done at once when there; its result is the image files on that host.',
  { imageId: ImageId, hostId: HostId },
);
export const DeleteImage = command(
  'storage.DeleteImage',
  'Remove an image from all hosts. Legal when no vm boots from it; with `force` it is gone at once, and each host removes its files when it is there.',
  { imageId: ImageId, force: z.boolean().optional() },
);
export const RecordImageReady = command('storage.RecordImageReady', 'The host has the files.', {
  imageId: ImageId,
  hostId: HostId,
  files: ImageFiles,
  checksum: Sha256,
  size: Bytes,
  request: Request,
});
export const RecordImageRemoved = command('storage.RecordImageRemoved', 'The host has removed the files.', {
  imageId: ImageId,
  hostId: HostId,
  request: Request,
});
export const RecordImageFailed = command('storage.RecordImageFailed', 'The host could not do it.', {
  imageId: ImageId,
  hostId: HostId,
  ...failed,
});

export const storageCommands = [
  CreatePool,
  DeletePool,
  RecordPoolReady,
  RecordPoolFailed,
  CreateVolume,
  GrowVolume,
  DeleteVolume,
  ClaimVolume,
  ReleaseVolume,
  RecordVolumeCreated,
  RecordVolumeGrown,
  RecordVolumeDeleted,
  RecordVolumeFailed,
  ImportImage,
  EnsureImage,
  DeleteImage,
  RecordImageReady,
  RecordImageRemoved,
  RecordImageFailed,
  LabelVolume,
  LabelPool,
  LabelImage,
] as const;
