/** Copies one plain file: shares its blocks where the file system can, else writes it anew without its holes. */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, copyFile, open, rm, stat } from 'node:fs/promises';
import type { Copied } from './place.port.ts';
import { aborted, refusedFile } from './file-faults.ts';

const PIECE = 1 << 20;
const ZEROS = Buffer.alloc(PIECE);
const READ_ONLY = 0o400;

/** Opening a pipe would wait for its writer, and opening some devices does things: they are told apart before. */
export const openSource = async (path: string): Promise<FileHandle> => {
  const seen = await stat(path);
  if (!seen.isFile()) throw refusedFile(path, seen.isDirectory() ? 'a directory' : 'a device, a pipe or a socket');
  return open(path, constants.O_RDONLY | constants.O_NONBLOCK);
};

const isZero = (piece: Buffer): boolean =>
  piece.equals(piece.length === PIECE ? ZEROS : ZEROS.subarray(0, piece.length));

/** Reads it to its end; what is written elsewhere meanwhile is `take`'s matter. */
const readAll = async (
  source: FileHandle,
  signal: AbortSignal,
  take: (piece: Buffer, at: number) => Promise<void>,
): Promise<Copied> => {
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(PIECE);
  let size = 0;
  for (;;) {
    if (signal.aborted) throw aborted();
    const { bytesRead } = await source.read(buffer, 0, PIECE, size);
    if (bytesRead === 0) return { size, sha256: hash.digest('hex') };
    const piece = buffer.subarray(0, bytesRead);
    hash.update(piece);
    await take(piece, size);
    size += bytesRead;
  }
};

const writeAt = async (file: FileHandle, piece: Buffer, at: number): Promise<void> => {
  for (let done = 0; done < piece.length;) {
    const { bytesWritten } = await file.write(piece, done, piece.length - done, at + done);
    done += bytesWritten;
  }
};

/** True when the file system shares blocks between files. */
const isCloned = async (from: string, to: string): Promise<boolean> => {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!['ENOTSUP', 'EOPNOTSUPP', 'EXDEV', 'EINVAL', 'ENOTTY', 'ENOSYS'].includes(code ?? '')) throw error;
    // WHY SAFE: made by the failed clone a moment ago; a file that was there before gives EEXIST, which ends above.
    await rm(to, { force: true });
    return false;
  }
};

const finish = async (file: FileHandle): Promise<void> => {
  await file.chmod(READ_ONLY);
  await file.sync();
};

const hashClone = async (to: string, signal: AbortSignal): Promise<Copied> => {
  const file = await open(to, 'r');
  try {
    const copied = await readAll(file, signal, async () => undefined);
    await finish(file);
    return copied;
  } finally {
    await file.close();
  }
};

const writeAnew = async (source: FileHandle, to: string, signal: AbortSignal): Promise<Copied> => {
  const file = await open(to, 'wx', 0o600);
  try {
    const copied = await readAll(source, signal, async (piece, at) => {
      if (!isZero(piece)) await writeAt(file, piece, at);
    });
    await file.truncate(copied.size);
    await finish(file);
    return copied;
  } finally {
    await file.close();
  }
};

/** The digest is of what was written, so that a source that changes meanwhile is noticed. */
export const copyPlainFile = async (from: string, to: string, signal: AbortSignal): Promise<Copied> => {
  const source = await openSource(from);
  try {
    if (await isCloned(from, to)) return await hashClone(to, signal);
    return await writeAnew(source, to, signal);
  } finally {
    await source.close();
  }
};
