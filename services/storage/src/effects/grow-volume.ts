/** Makes a volume's file larger; one that is large enough is taken as it is. */
import { type Failure, diskFull, fail, hasCode, isFailure } from './failure.ts';
import type { HostParts } from './host-parts.ts';
import { type VolumeInfo, volumeInfo } from './volume-info.ts';

interface Wanted {
  readonly volumeId: string;
  readonly path: string;
  readonly format: VolumeInfo['format'];
  readonly size: number;
}

export const growVolume = async (parts: HostParts, wanted: Wanted): Promise<VolumeInfo | Failure> => {
  const { place, qemuImg, pools } = parts;
  const { path, format, size } = wanted;
  const spot = await pools.spotOf(wanted);
  if (isFailure(spot)) return spot;
  if (!(await place.exists(path)))
    return fail('volume.missing', `the volume's file ${path} is gone`, { facts: { path } });
  const now = await volumeInfo(parts, wanted);
  if (now.size >= size) return now;
  try {
    await qemuImg.grow({ path, format }, size);
  } catch (error) {
    if (!hasCode(error, 'storage.disk-full')) throw error;
    const { free } = await place.space(spot.folder);
    return diskFull({ what: 'the volume', folder: spot.folder, free, wanted: size - now.size });
  }
  return volumeInfo(parts, wanted);
};
