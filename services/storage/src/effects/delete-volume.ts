/** Removes a volume's file and what a half-made one left; one that is gone already is fine. */
import { draftOf } from './create-volume.ts';
import { type Failure, fail, isFailure } from './failure.ts';
import type { HostParts } from './host-parts.ts';

interface Doomed {
  readonly volumeId: string;
  readonly path: string;
}

/** Null when nothing is left of it. */
export const deleteVolume = async ({ place, qemuImg, pools }: HostParts, doomed: Doomed): Promise<Failure | null> => {
  const spot = await pools.spotOf(doomed);
  if (isFailure(spot)) return spot;
  const { folder, name } = spot;
  const format = name.endsWith('.raw') ? 'raw' : 'qcow2';
  if ((await place.exists(doomed.path)) && (await qemuImg.isHeld({ path: doomed.path, format }))) {
    return fail('volume.in-use', `a running process has ${doomed.path} open as its disk`, {
      hint: 'Stop the vm that uses it.',
      facts: { path: doomed.path },
    });
  }
  // WHY SAFE: the spot bears our mark, its name is the volume's id, and no process has it open as a disk.
  await place.removeFile(folder, name);
  await place.removeFile(folder, draftOf(name));
  return null;
};
