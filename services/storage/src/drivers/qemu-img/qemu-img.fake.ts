/** A qemu-img without QEMU: volumes are small JSON files that say what they would be. */
import { access, readFile, stat, writeFile } from 'node:fs/promises';
import { Fault } from '@chronovisor/kernel';
import type { QemuImg, VolumeInfo } from './qemu-img.port.ts';

interface Imagined {
  readonly format: string;
  readonly size: number;
  /** Stands for the contents. */
  readonly contents: string;
}

const failed = (said: string): Fault =>
  new Fault('qemu-img.failed', `qemu-img failed: ${said}`, { retry: 'never', facts: { said } });

const read = async (path: string): Promise<Imagined> => {
  const text = await readFile(path, 'utf8').catch(() => {
    throw failed(`Could not open '${path}': No such file or directory`);
  });
  try {
    return JSON.parse(text) as Imagined;
  } catch {
    return { format: 'raw', size: (await stat(path)).size, contents: text };
  }
};

const readAs = async (path: string, format: string): Promise<Imagined> => {
  const image = await read(path);
  if (format !== 'raw' && image.format !== format) throw failed(`Image is not in ${format} format`);
  return image;
};

const write = (path: string, image: Imagined): Promise<void> => writeFile(path, JSON.stringify(image));

const mustBeAbsent = async (path: string): Promise<void> => {
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (there) throw failed(`${path} is there already`);
};

/** `room`: bytes a volume may have; more and the disk is full. */
export const fakeQemuImg = ({ room = Number.MAX_SAFE_INTEGER }: { readonly room?: number } = {}): QemuImg => {
  const mustFit = (size: number): void => {
    if (size > room)
      throw new Fault('storage.disk-full', 'the disk is full: No space left on device', { retry: 'later' });
  };
  return {
    create: async (path, format, size) => {
      mustFit(size);
      await mustBeAbsent(path);
      await write(path, { format, size, contents: '' });
    },
    convert: async (source, to) => {
      const image = source.format === null ? await read(source.path) : await readAs(source.path, source.format);
      mustFit(image.size);
      await write(to.path, { ...image, format: to.format });
    },
    grow: async (path, format, size) => {
      mustFit(size);
      const image = await readAs(path, format);
      if (size < image.size) throw failed('Use the --shrink option to perform a shrink operation.');
      await write(path, { ...image, size });
    },
    info: async (path, format) => {
      const image = await readAs(path, format);
      return { path: path as VolumeInfo['path'], format, size: image.size, allocated: (await stat(path)).size };
    },
  };
};
