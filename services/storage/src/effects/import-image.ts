/** Takes the files of an image in: copied, checked, and only then known under the image's name. */
import { basename, extname, join } from 'node:path';
import { Fault } from '@chronovisor/kernel';
import type { MessageOf, storage } from '@chronovisor/contracts';
import { type HostParts, partial } from './host-parts.ts';

type Wanted = MessageOf<typeof storage.HostImportImage>['data'];

export interface TakenIn {
  readonly files: storage.ImageFiles;
  readonly checksum: string;
  readonly size: number;
}

/** File by the name it gets; the first is the one that the checksum speaks of. */
const filesOf = (source: storage.ImageFiles): readonly (readonly [name: string, path: string])[] => {
  if (source.kind === 'kernel')
    return [['kernel', source.kernel], ...(source.initrd === null ? [] : [['initrd', source.initrd] as const])];
  return [[source.kind === 'iso' ? 'image.iso' : `image${extname(basename(source.path))}`, source.path]];
};

const placed = (source: storage.ImageFiles, directory: string): storage.ImageFiles => {
  const path = (name: string): never => join(directory, name) as never;
  if (source.kind === 'kernel')
    return { ...source, kernel: path('kernel'), initrd: source.initrd === null ? null : path('initrd') };
  return { ...source, path: path(filesOf(source)[0]?.[0] ?? '') };
};

const mustBeReadable = async ({ place }: HostParts, path: string): Promise<void> => {
  if (await place.isReadableFile(path)) return;
  throw new Fault('image.source-missing', `${path} is no file that this host can read`, {
    retry: 'never',
    facts: { path },
  });
};

const mustFit = (wanted: Wanted, checksum: string): void => {
  if (wanted.checksum === null || wanted.checksum === checksum) return;
  throw new Fault('image.checksum-wrong', `the file has the SHA-256 ${checksum}, not ${wanted.checksum}`, {
    retry: 'never',
    facts: { expected: wanted.checksum, found: checksum },
  });
};

const describe = async ({ place }: HostParts, source: storage.ImageFiles, directory: string): Promise<TakenIn> => {
  const names = filesOf(source).map(([name]) => join(directory, name));
  const sizes = await Promise.all(names.map((name) => place.size(name)));
  return {
    files: placed(source, directory),
    checksum: await place.checksum(names[0] ?? ''),
    size: sizes.reduce((sum, size) => sum + size, 0),
  };
};

const takeIn = async (parts: HostParts, { source }: Wanted, work: string): Promise<void> => {
  await parts.place.makeDirectory(work);
  for (const [name, path] of filesOf(source)) {
    await mustBeReadable(parts, path);
    await parts.place.copy(path, join(work, name));
  }
};

export const importImage = async (parts: HostParts, wanted: Wanted): Promise<TakenIn> => {
  const images = join(parts.dataDir, 'images');
  const directory = join(images, wanted.imageId);
  const { place } = parts;
  if (await place.exists(directory)) return describe(parts, wanted.source, directory);
  const work = partial(directory);
  await place.removeDirectory(work, images);
  try {
    await takeIn(parts, wanted, work);
    mustFit(wanted, (await describe(parts, wanted.source, work)).checksum);
    await place.publish(work, directory);
  } catch (error) {
    await place.removeDirectory(work, images);
    throw error;
  }
  return describe(parts, wanted.source, directory);
};

export const removeImage = async ({ place, dataDir }: HostParts, imageId: string): Promise<void> => {
  const images = join(dataDir, 'images');
  // WHY SAFE: the directory bears the id of the image whose removal is recorded, and lies below our own.
  await place.removeDirectory(join(images, imageId), images);
};
