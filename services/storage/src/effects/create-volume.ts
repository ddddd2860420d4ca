/** Makes a volume file, whole or not at all: the work bears another name until it is finished. */
import { Fault } from '@chronovisor/kernel';
import type { MessageOf, storage } from '@chronovisor/contracts';
import type { VolumeInfo } from '../drivers/qemu-img/qemu-img.port.ts';
import { type HostParts, partial } from './host-parts.ts';

type Wanted = MessageOf<typeof storage.HostCreateVolume>['data'];

const fromImage = async (
  { img, place }: HostParts,
  work: string,
  { source, format, size, path }: Wanted,
): Promise<void> => {
  if (source?.kind !== 'disk')
    throw new Fault('storage.source-unfit', `a volume cannot start from a ${source?.kind ?? 'missing'} image`, {
      retry: 'never',
    });
  if (!(await place.isReadableFile(source.path))) {
    throw new Fault('storage.unreadable', `the image file ${source.path} cannot be read`, {
      retry: 'never',
      facts: { path },
    });
  }
  await img.convert({ path: source.path, format: source.format }, { path: work, format });
  const made = await img.info(work, format);
  if (made.size > size) {
    throw new Fault('volume.smaller-than-image', `the image has ${made.size} bytes, the volume was to have ${size}`, {
      retry: 'never',
      facts: { image: made.size, volume: size },
    });
  }
  if (made.size < size) await img.grow(work, format, size);
};

export const createVolume = async (parts: HostParts, wanted: Wanted): Promise<VolumeInfo> => {
  const { img, place } = parts;
  const { path, format, size, source } = wanted;
  if (await place.exists(path)) return img.info(path, format);
  const work = partial(path);
  await place.removeFile(work);
  try {
    await (source === null ? img.create(work, format, size) : fromImage(parts, work, wanted));
    await place.publish(work, path);
  } catch (error) {
    await place.removeFile(work);
    throw error;
  }
  return img.info(path, format);
};
