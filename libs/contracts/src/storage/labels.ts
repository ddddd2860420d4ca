/** Labels of volumes, pools and images: at any time, whatever else is being done with them. */
import { LabelChanges, Labels } from '../compute/labels.ts';
import { command, event } from '../define.ts';
import { ImageId, PoolId, VolumeId } from '../ids.ts';
import { Request } from '../messages.ts';

export const LabelVolume = command('storage.LabelVolume', 'Set or take away labels. Legal while the volume is there.', {
  volumeId: VolumeId,
  labels: LabelChanges,
});
export const LabelPool = command('storage.LabelPool', 'Set or take away labels. Legal while the pool is there.', {
  poolId: PoolId,
  labels: LabelChanges,
});
export const LabelImage = command('storage.LabelImage', 'Set or take away labels. Legal while the image is there.', {
  imageId: ImageId,
  labels: LabelChanges,
});

export const VolumeLabelled = event(
  'storage.VolumeLabelled',
  'The volume has these labels, all of them.',
  { volumeId: VolumeId, labels: Labels, request: Request },
  { opens: 'volume.update', ends: 'succeeded' },
);
export const PoolLabelled = event(
  'storage.PoolLabelled',
  'The pool has these labels, all of them.',
  { poolId: PoolId, labels: Labels, request: Request },
  { opens: 'pool.update', ends: 'succeeded' },
);
export const ImageLabelled = event(
  'storage.ImageLabelled',
  'The image has these labels, all of them.',
  { imageId: ImageId, labels: Labels, request: Request },
  { opens: 'image.update', ends: 'succeeded' },
);
