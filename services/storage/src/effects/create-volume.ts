/** Makes a volume's file under a draft name and gives it its own when it is whole; a finished one is taken as it is. */
import { join } from 'node:path';
import type { storage } from '@chronovisor/contracts';
import type { DiskFile } from '../drivers/qemu-img/qemu-img.port.ts';
import { type Failure, diskFull, fail, hasCode, isFailure } from './failure.ts';
import type { HostParts } from './host-parts.ts';
import { type VolumeInfo, volumeInfo } from './volume-info.ts';

export interface WantedVolume {
  readonly volumeId: string;
  readonly path: string;
  readonly size: number;
  readonly format: VolumeInfo['format'];
  readonly source: storage.ImageFiles | null;
  readonly link?: boolean | undefined;
}

interface Source extends DiskFile {
  readonly size: number;
  readonly allocated: number;
}

export const draftOf = (name: string): string => `${name}.partial`;

const sourceOf = async ({ place, qemuImg }: HostParts, files: storage.ImageFiles): Promise<Source | Failure> => {
  if (files.kind !== 'disk')
    return fail('image.wrong-kind', `a volume cannot start from a ${files.kind} image`, {
      hint: 'Use an image of kind disk.',
    });
  try {
    await place.source(files.path);
  } catch (error) {
    if (!hasCode(error, 'file.missing', 'file.refused', 'file.no-access')) throw error;
    return fail('image.source-missing', `the image's file ${files.path} cannot be read`, {
      hint: 'Import the image again.',
      facts: { path: files.path },
    });
  }
  const { format, size, allocated } = await qemuImg.info(files.path, files.format);
  return { path: files.path, format: format as DiskFile['format'], size, allocated };
};

/** No more is made than room was reserved for. */
const tooSmall = (least: number, wanted: number): Failure =>
  fail('volume.smaller-than-image', `the image has ${least} bytes, the volume ${wanted}`, {
    hint: `Ask for at least ${least} bytes.`,
    facts: { least },
  });

/** Null when it is made. */
const copyInto = async (
  parts: HostParts,
  { draft, folder, wanted }: { draft: string; folder: string; wanted: WantedVolume },
  signal: AbortSignal,
): Promise<Failure | null> => {
  const { place, qemuImg } = parts;
  const source = await sourceOf(parts, wanted.source as storage.ImageFiles);
  if (isFailure(source)) return source;
  if (source.size > wanted.size) return tooSmall(source.size, wanted.size);
  if (wanted.link === true) {
    await qemuImg.link({ path: draft }, wanted.size, source);
    return null;
  }
  // Filling the pool to the brim would stop the guests that write to it.
  const { free } = await place.space(folder);
  if (source.allocated > free) return diskFull({ what: 'the volume', folder, free, wanted: source.allocated });
  const file = { path: draft, format: wanted.format };
  await qemuImg.convert(source, file, signal);
  // A volume that is copied may have grown since it was looked at.
  const copied = await qemuImg.info(file.path, file.format);
  if (copied.size > wanted.size) return tooSmall(copied.size, wanted.size);
  if (copied.size < wanted.size) await qemuImg.grow(file, wanted.size);
  return null;
};

export const createVolume = async (
  parts: HostParts,
  wanted: WantedVolume,
  signal: AbortSignal,
): Promise<VolumeInfo | Failure> => {
  const { place, qemuImg, pools } = parts;
  const { path, format, size } = wanted;
  const spot = await pools.spotOf(wanted);
  if (isFailure(spot)) return spot;
  if (await place.exists(path)) return volumeInfo(parts, wanted);
  const { folder, name } = spot;
  const draft = join(folder, draftOf(name));
  const clear = (): Promise<void> => place.removeFile(folder, draftOf(name));
  // A process that ended half-way left it.
  await clear();
  try {
    if (wanted.source === null) await qemuImg.create({ path: draft, format }, size);
    const failure = wanted.source === null ? null : await copyInto(parts, { draft, folder, wanted }, signal);
    if (failure === null) await place.publish(folder, draftOf(name), name);
    else await clear();
    return failure ?? (await volumeInfo(parts, wanted));
  } catch (error) {
    await clear();
    if (!hasCode(error, 'storage.disk-full')) throw error;
    return diskFull({ what: 'the volume', folder, free: (await place.space(folder)).free, wanted: size });
  }
};
