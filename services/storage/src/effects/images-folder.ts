/** Where this host keeps images: a folder for each, named for its id, with a note of what is in it. It is there when it is whole. */
import { join } from 'node:path';
import { storage } from '@chronovisor/contracts';
import { z } from 'zod';
import type { HostParts } from './host-parts.ts';

const Kept = z.object({ files: storage.ImageFiles, checksum: storage.Sha256, size: z.int().nonnegative() });
export type KeptImage = z.infer<typeof Kept>;

const NOTE = 'image.json';

export const imagesIn = (dataDir: string): string => join(dataDir, 'images');
export const imageDraft = (imageId: string): string => `${imageId}.partial`;

export const keepNote = ({ place }: Pick<HostParts, 'place'>, folder: string, image: KeptImage): Promise<void> =>
  place.writeText(join(folder, NOTE), `${JSON.stringify(image, null, 2)}\n`);

/** Null when the image is not there, or when its note does not read back. */
export const keptImage = async ({ place, dataDir }: HostParts, imageId: string): Promise<KeptImage | null> => {
  const text = await place.readText(join(imagesIn(dataDir), imageId, NOTE));
  if (text === null) return null;
  try {
    return Kept.parse(JSON.parse(text));
  } catch {
    return null;
  }
};

/** The image, whole or half. */
export const clearImage = async ({ place, dataDir }: HostParts, imageId: string): Promise<void> => {
  // WHY SAFE: both names are made of the image's id, checked to be a UUID when the message came in.
  await place.removeFolder(imagesIn(dataDir), imageId);
  await place.removeFolder(imagesIn(dataDir), imageDraft(imageId));
};
