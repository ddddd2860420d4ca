/** Makes a volume file larger; one that is large enough is left as it is. */
import type { MessageOf, storage } from '@chronovisor/contracts';
import type { VolumeInfo } from '../drivers/qemu-img/qemu-img.port.ts';
import type { HostParts } from './host-parts.ts';

export const growVolume = async (
  { img }: HostParts,
  { path, format, size }: MessageOf<typeof storage.HostGrowVolume>['data'],
): Promise<VolumeInfo> => {
  const now = await img.info(path, format);
  if (now.size >= size) return now;
  await img.grow(path, format, size);
  return img.info(path, format);
};
