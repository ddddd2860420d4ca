/** The files an image is made of: their sources, their names with us, and which one the checksum is of. */
import { join } from 'node:path';
import type { storage } from '@chronovisor/contracts';
import { type Failure, fail, hasCode } from './failure.ts';
import type { HostParts } from './host-parts.ts';

interface ImageFile {
  readonly from: string;
  readonly name: string;
}

/** The checksum is of the first. */
export const filesOf = (source: storage.ImageFiles): readonly [ImageFile, ...ImageFile[]] => {
  if (source.kind === 'disk') return [{ from: source.path, name: 'disk.img' }];
  if (source.kind === 'iso') return [{ from: source.path, name: 'cd.iso' }];
  const initrd = source.initrd === null ? [] : [{ from: source.initrd, name: 'initrd' }];
  return [{ from: source.kernel, name: 'kernel' }, ...initrd];
};

/** The same image with its files in that folder. */
export const movedTo = (folder: string, source: storage.ImageFiles): storage.ImageFiles => {
  if (source.kind === 'disk') return { ...source, path: join(folder, 'disk.img') };
  if (source.kind === 'iso') return { ...source, path: join(folder, 'cd.iso') };
  const initrd = source.initrd === null ? null : join(folder, 'initrd');
  return { ...source, kernel: join(folder, 'kernel'), initrd };
};

const refused = (path: string, why: string): Failure =>
  fail('image.source-refused', `${path} cannot be taken in: ${why}`, {
    hint: 'Give the path of a plain file on the host.',
    facts: { path },
  });

/** What is wrong with a file as a source, from the driver's fault. */
export const sourceFailure = (trouble: unknown, path: string): Failure => {
  if (hasCode(trouble, 'file.refused')) return refused(path, 'it is not a plain file');
  if (!hasCode(trouble, 'file.missing', 'file.no-access')) throw trouble;
  return fail('image.source-missing', `the host has no readable file ${path}`, {
    hint: 'Images are taken in from files of the host itself: put it there under this path, readable for the host process, and ask again; or choose a host that has the image.',
    facts: { path },
  });
};

/** Bytes all files take together. */
export const spaceOf = async ({ place }: HostParts, source: storage.ImageFiles): Promise<number | Failure> => {
  let bytes = 0;
  for (const { from } of filesOf(source)) {
    try {
      const { size, allocated } = await place.source(from);
      if (size === 0) return refused(from, 'it is empty');
      bytes += allocated;
    } catch (error) {
      return sourceFailure(error, from);
    }
  }
  return bytes;
};
