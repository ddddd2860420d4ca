/** What a person is told when the host could not do it. */
import type { Problem } from '@chronovisor/contracts';
import { isFault, messageOf } from '@chronovisor/kernel';

const HINTS: Readonly<Record<string, string>> = {
  'storage.disk-full': 'Free some room in the pool, or use a pool with more.',
  'storage.unreadable': 'Look whether the file is there and the host process may read it.',
  'storage.unwritable': 'Look whether the directory is there and the host process may write to it.',
  'image.source-missing': 'Give the absolute path of a file on the host that its host process may read.',
  'image.checksum-wrong': 'Get the file again, or give the checksum of the file you mean.',
  'volume.smaller-than-image': 'Ask for a volume at least as large as the image.',
  'qemu-img.failed': 'Look at what qemu-img said; the file may be damaged or of another format.',
};

const facts = (error: unknown): Problem['facts'] =>
  isFault(error) ? (JSON.parse(JSON.stringify(error.facts)) as NonNullable<Problem['facts']>) : undefined;

export const problemOf = (error: unknown): Problem => {
  const code = isFault(error) ? error.code : 'storage.failed';
  const hint = HINTS[code];
  const known = facts(error);
  return {
    code,
    message: messageOf(error),
    ...(hint === undefined ? {} : { hint }),
    ...(known === undefined ? {} : { facts: known }),
  };
};
