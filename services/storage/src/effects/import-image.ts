/** Takes an image in: copies its files, checks them, and shows the image only when it is whole. */
import { join } from 'node:path';
import type { storage } from '@chronovisor/contracts';
import { type Failure, diskFull, fail, hasCode, isFailure } from './failure.ts';
import type { HostParts } from './host-parts.ts';
import { filesOf, movedTo, sourceFailure, spaceOf } from './image-files.ts';
import { type KeptImage, clearImage, imageDraft, imagesIn, keepNote, keptImage } from './images-folder.ts';

interface WantedImage {
  readonly imageId: string;
  readonly source: storage.ImageFiles;
  readonly checksum: string | null;
}

type DiskImage = Extract<storage.ImageFiles, { kind: 'disk' }>;

const checksumWrong = (expected: string, actual: string): Failure =>
  fail('image.checksum-wrong', `the SHA-256 of the file is ${actual}, and not ${expected}`, {
    hint: 'Fetch the file again from its origin, or give the right checksum.',
    facts: { expected, actual },
  });

const DISK_FORMATS = ['qcow2', 'raw', 'vmdk', 'vdi', 'vhdx'] as const;

/** The format is found out once, here, where the file is still what its maker wrote; and the file must be all there is. */
const examined = async (
  { qemuImg }: HostParts,
  disk: DiskImage,
): Promise<{ format: DiskImage['format']; size: number } | Failure> => {
  let facts;
  try {
    facts = await qemuImg.info(disk.path, disk.format);
  } catch (error) {
    if (!hasCode(error, 'qemu-img.failed')) throw error;
    return fail('image.unreadable', `QEMU cannot read the file as a disk: ${(error as Error).message}`, {
      hint: 'Say its true format, or leave the format out.',
    });
  }
  const format = DISK_FORMATS.find((known) => known === facts.format);
  if (format === undefined)
    return fail('image.format-unknown', `disks of the format ${facts.format} are not taken in`, {
      hint: `Convert it with qemu-img first, to one of ${DISK_FORMATS.join(', ')}.`,
    });
  if (facts.encrypted)
    return fail('image.encrypted', 'the disk is encrypted', { hint: 'Convert it with qemu-img to one that is not.' });
  // Who brings such a file could have any file of the host copied into a guest.
  if (facts.others.length > 0)
    return fail('image.refers-elsewhere', `the disk wants other files as well: ${facts.others.join(', ')}`, {
      hint: 'Convert it with qemu-img to a disk of its own.',
      facts: { others: [...facts.others] },
    });
  return { format, size: facts.size };
};

/** Copies into the draft. */
const take = async (
  parts: HostParts,
  { source, checksum, draft }: Pick<WantedImage, 'source' | 'checksum'> & { draft: string },
  signal: AbortSignal,
): Promise<KeptImage | Failure> => {
  const copies = [];
  for (const { from, name } of filesOf(source)) {
    try {
      copies.push(await parts.place.copy(from, join(draft, name), signal));
    } catch (error) {
      return sourceFailure(error, from);
    }
  }
  const actual = copies[0]?.sha256 as string;
  if (checksum !== null && checksum !== actual) return checksumWrong(checksum, actual);
  const files = movedTo(draft, source);
  if (files.kind !== 'disk') {
    return { files, checksum: actual, size: copies.reduce((sum, { size }) => sum + size, 0) };
  }
  const facts = await examined(parts, files);
  // A disk is as large as its guest sees it, for that is what a volume made from it needs.
  return isFailure(facts) ? facts : { files: { ...files, format: facts.format }, checksum: actual, size: facts.size };
};

const takeAll = async (parts: HostParts, wanted: WantedImage, signal: AbortSignal): Promise<KeptImage | Failure> => {
  const { place, dataDir } = parts;
  const images = imagesIn(dataDir);
  const needed = await spaceOf(parts, wanted.source);
  if (typeof needed !== 'number') return needed;
  await place.makeFolder(images);
  const shortage = async (): Promise<Failure> =>
    diskFull({ what: 'the image', folder: images, free: (await place.space(images)).free, wanted: needed });
  if (needed > (await place.space(images)).free) return shortage();
  const draft = join(images, imageDraft(wanted.imageId));
  try {
    await place.makeFolder(draft);
    const taken = await take(parts, { ...wanted, draft }, signal);
    if (isFailure(taken)) return taken;
    const kept = { ...taken, files: movedTo(join(images, wanted.imageId), taken.files) };
    await keepNote(parts, draft, kept);
    await place.publish(images, imageDraft(wanted.imageId), wanted.imageId);
    return kept;
  } catch (error) {
    if (!hasCode(error, 'storage.disk-full')) throw error;
    await clearImage(parts, wanted.imageId);
    return shortage();
  }
};

export const importImage = async (
  parts: HostParts,
  wanted: WantedImage,
  signal: AbortSignal,
): Promise<KeptImage | Failure> => {
  const { imageId, checksum } = wanted;
  const kept = await keptImage(parts, imageId);
  if (kept !== null && checksum !== null && checksum !== kept.checksum) return checksumWrong(checksum, kept.checksum);
  if (kept !== null) return kept;
  await clearImage(parts, imageId);
  try {
    const taken = await takeAll(parts, wanted, signal);
    if (isFailure(taken)) await clearImage(parts, imageId);
    return taken;
  } catch (error) {
    await clearImage(parts, imageId);
    throw error;
  }
};
