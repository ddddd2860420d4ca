/** A file system of a test's own that is soon full: memory mounted in a folder, which root alone may do. */
import { execFile } from 'node:child_process';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const isRoot = process.getuid?.() === 0;

export interface SmallDisk {
  readonly path: string;
  remove(): Promise<void>;
}

export const smallDisk = async (size: string): Promise<SmallDisk> => {
  const path = await mkdtemp(join(tmpdir(), 'chrono-small-'));
  await run('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path]);
  return {
    path,
    remove: async () => {
      await run('umount', [path]);
      await rmdir(path);
    },
  };
};
