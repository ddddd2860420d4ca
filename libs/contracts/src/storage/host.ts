/** What control asks of a host about pools, volumes and images. */
import { z } from 'zod';
import { VolumeFormat } from '../compute/model.ts';
import { hostCommand, hostQuery } from '../define.ts';
import { ImageId, PoolId, VolumeId } from '../ids.ts';
import { Request } from '../messages.ts';
import { AbsolutePath, Bytes, Name } from '../units.ts';
import { ImageFiles, ImageKind, Sha256, VolumeInfo } from './messages.ts';

export const HostPreparePool = hostCommand(
  'storage.PreparePool',
  'Make the directory, or take the one that is there.',
  { poolId: PoolId, name: Name, path: AbsolutePath.nullable(), request: Request },
);
export const HostCreateVolume = hostCommand(
  'storage.CreateVolume',
  'Make the volume file; a finished one of the same id is reported again.',
  {
    volumeId: VolumeId,
    path: AbsolutePath,
    size: Bytes,
    format: VolumeFormat,
    source: ImageFiles.nullable(),
    link: z.boolean().optional(),
    request: Request,
  },
);
export const HostGrowVolume = hostCommand('storage.GrowVolume', 'Grow the volume file.', {
  volumeId: VolumeId,
  path: AbsolutePath,
  format: VolumeFormat,
  size: Bytes,
  request: Request,
});
export const HostDeleteVolume = hostCommand('storage.DeleteVolume', 'Remove the volume file.', {
  volumeId: VolumeId,
  path: AbsolutePath,
  request: Request,
});
export const HostImportImage = hostCommand(
  'storage.ImportImage',
  'Copy the files into the host, check and report them.',
  { imageId: ImageId, name: Name, kind: ImageKind, source: ImageFiles, checksum: Sha256.nullable(), request: Request },
);
export const HostRemoveImage = hostCommand('storage.RemoveImage', 'Remove the files of an image.', {
  imageId: ImageId,
  request: Request,
});
export const HostVolumeInfo = hostQuery(
  'storage.VolumeInfo',
  'What qemu-img says of a volume now.',
  { path: AbsolutePath, format: VolumeFormat },
  VolumeInfo,
);

export const storageHostMessages = [
  HostPreparePool,
  HostCreateVolume,
  HostGrowVolume,
  HostDeleteVolume,
  HostImportImage,
  HostRemoveImage,
  HostVolumeInfo,
] as const;
