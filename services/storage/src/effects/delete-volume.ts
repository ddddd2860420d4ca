/** Removes a volume file, finished or not; a missing one is removed already. */
import { basename } from 'node:path';
import { Fault } from '@chronovisor/kernel';
import type { MessageOf, storage } from '@chronovisor/contracts';
import { type HostParts, partial } from './host-parts.ts';

export const deleteVolume = async (
  { place }: HostParts,
  { volumeId, path }: MessageOf<typeof storage.HostDeleteVolume>['data'],
): Promise<void> => {
  if (!basename(path).startsWith(`${volumeId}.`)) {
    throw new Fault('storage.not-the-volume', `${path} does not bear the name of volume ${volumeId}`, {
      retry: 'never',
      facts: { path },
    });
  }
  // WHY SAFE: the file bears the id of the volume whose removal is recorded.
  await place.removeFile(partial(path));
  await place.removeFile(path);
};
