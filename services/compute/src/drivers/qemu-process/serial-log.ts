/** The serial log by byte offsets that never change, and its limit: the oldest bytes give their room back. */
import { execa } from 'execa';
import { type FileHandle, open, readFile, rename, writeFile } from 'node:fs/promises';
import type { SerialPiece, SerialRequest } from './qemu-process.port.ts';

/** At most this much of the disk is held by one log, at least the second figure is kept. */
export const longestLog = 16 * 1024 ** 2;
export const keptOfLog = 8 * 1024 ** 2;

/** Where the log begins since its first bytes were given back. */
const startOf = async (file: string): Promise<number> =>
  Number(await readFile(`${file}.start`, 'utf8').catch(() => '0'));

const openLog = (file: string): Promise<FileHandle | null> =>
  open(file, 'r').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  });

const nothing: SerialPiece = { offset: 0, next: 0, end: 0, data: new Uint8Array(0) };

const firstWanted = ({ offset, tail }: SerialRequest, end: number): number =>
  offset ?? (tail === null ? 0 : end - tail);

export const readSerialLog = async (file: string, request: SerialRequest): Promise<SerialPiece> => {
  const log = await openLog(file);
  if (log === null) return nothing;
  try {
    const [start, { size: end }] = await Promise.all([startOf(file), log.stat()]);
    const offset = Math.min(end, Math.max(start, firstWanted(request, end)));
    const length = Math.min(request.max, end - offset);
    const { buffer, bytesRead } = await log.read(Buffer.alloc(length), 0, length, offset);
    return { offset, next: offset + bytesRead, end, data: buffer.subarray(0, bytesRead) };
  } finally {
    await log.close();
  }
};

/** QEMU appends all the while, so the log is neither moved nor cut: a hole takes the place of what is old. True when it made one. */
export const limitSerialLog = async (file: string, longest = longestLog, kept = keptOfLog): Promise<boolean> => {
  const log = await openLog(file);
  if (log === null) return false;
  const { size } = await log.stat().finally(() => log.close());
  if (size - (await startOf(file)) <= longest) return false;
  const start = size - kept;
  await writeFile(`${file}.start.new`, String(start));
  await rename(`${file}.start.new`, `${file}.start`);
  await execa('fallocate', ['--punch-hole', '--offset', '0', '--length', String(start), file]);
  return true;
};
