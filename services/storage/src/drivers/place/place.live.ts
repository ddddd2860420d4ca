/** The host's own file system. */
import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { access, copyFile, mkdir, open, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Fault } from '@chronovisor/kernel';
import type { Place } from './place.port.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT']);
const UNREADABLE = new Set(['ENOENT', 'EISDIR', 'ENOTDIR']);

const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException | null)?.code ?? '');

const faultOf = (error: unknown, path: string): Fault => {
  const code = codeOf(error);
  const facts = { path, code };
  if (FULL.has(code))
    return new Fault('storage.disk-full', `the disk is full at ${path}`, { retry: 'later', facts, cause: error });
  if (UNREADABLE.has(code))
    return new Fault('storage.unreadable', `${path} cannot be read (${code})`, { retry: 'never', facts, cause: error });
  return new Fault('storage.unwritable', `${path} cannot be used (${code})`, { retry: 'never', facts, cause: error });
};

const told = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw faultOf(error, path);
  }
};

const toDisk = async (path: string): Promise<void> => {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const isReadableFile = async (path: string): Promise<boolean> => {
  try {
    await access(path, constants.R_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
};

export const livePlace = (): Place => ({
  makeDirectory: (path) => told(path, async () => void (await mkdir(path, { recursive: true, mode: 0o750 }))),
  room: (path) =>
    told(path, async () => {
      const { bsize, blocks, bavail } = await statfs(path);
      return { total: bsize * blocks, free: bsize * bavail };
    }),
  isReadableFile,
  exists,
  size: (path) => told(path, async () => (await stat(path)).size),
  copy: (from, to) => told(to, () => copyFile(from, to, constants.COPYFILE_FICLONE)),
  checksum: (path) =>
    told(path, async () => {
      const hash = createHash('sha256');
      await pipeline(createReadStream(path), hash);
      return hash.digest('hex');
    }),
  publish: (from, to) =>
    told(to, async () => {
      await toDisk(from);
      await rename(from, to);
      await toDisk(dirname(to));
    }),
  // WHY SAFE: one file, whose name the caller made from an id in a directory of ours.
  removeFile: (path) => told(path, () => rm(path, { force: true })),
  removeDirectory: (path, below) =>
    told(path, async () => {
      if (!resolve(path).startsWith(resolve(below) + sep)) throw new Error(`${path} does not lie below ${below}`);
      // WHY SAFE: it lies below a directory of ours, as was just seen.
      await rm(path, { recursive: true, force: true });
    }),
});
