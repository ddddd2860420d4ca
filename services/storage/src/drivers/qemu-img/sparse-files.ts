/** Disk files of a simulated host: real and sparse, with no more in them than what kind of disk they are. */
import { closeSync, existsSync, openSync, readSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { Fault } from '@chronovisor/kernel';
import type { LittleDisk } from './qemu-img.fake.ts';

/** All that is looked at: magic and size, or what was written at the start of a raw disk. */
const START_BYTES = 64 * 1024;

const startOf = (path: string, size: number): Buffer => {
  const bytes = Buffer.alloc(Math.min(size, START_BYTES));
  const file = openSync(path, 'r');
  try {
    return bytes.subarray(0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
};

const noSpace = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOSPC';

export const sparseFiles = (): LittleDisk => ({
  held: new Set(),
  duringCopy: () => undefined,
  hasFolder: (path) => existsSync(path),
  file: (path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined || !found.isFile())
      throw new Fault('file.missing', `there is no ${path}`, { retry: 'never', facts: { path } });
    return { content: startOf(path, found.size), size: found.size };
  },
  write: (path, content, size) => {
    try {
      writeFileSync(path, content, { mode: 0o600 });
      if (size !== undefined) truncateSync(path, size);
    } catch (error) {
      if (!noSpace(error)) throw error;
      throw new Fault('storage.disk-full', `no space left for ${path}`, { retry: 'later', cause: error });
    }
  },
});
