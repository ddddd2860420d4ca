/** Looks at the files of volumes that no QEMU has open: whether they are there, how large they say they are, and whether they hold what they say. */
import type { Difference, Disk, HardwareSight } from '@chronovisor/contracts';
import { type FileHandle, open } from 'node:fs/promises';

const headerBytes = 72;
const magic = 0x51_46_49_fb;
/** More would be a volume of 64 TiB. */
const mostOfTable = 1024 ** 2;
/** Bits 9 to 55 of an entry. */
const offsetMask = 0x00ff_ffff_ffff_fe00n;

type Looked = { readonly size: number } | { readonly wrong: string };

const readAt = async (file: FileHandle, length: number, position: number): Promise<Buffer> => {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
};

/** The last place that its first table points at, and that table itself: a file that ends before has lost some of it. */
const lookAtQcow2 = async (file: FileHandle, length: number): Promise<Looked> => {
  const header = await readAt(file, headerBytes, 0);
  if (header.length < headerBytes || header.readUInt32BE(0) !== magic) return { wrong: 'no qcow2 image' };
  const entries = header.readUInt32BE(36);
  const table = Number(header.readBigUInt64BE(40));
  const cut = { wrong: `cut off after ${length} bytes` };
  if (table + entries * 8 > length) return cut;
  const pointers = await readAt(file, Math.min(entries * 8, mostOfTable), table);
  for (let at = 0; at + 8 <= pointers.length; at += 8) {
    if (Number(pointers.readBigUInt64BE(at) & offsetMask) >= length) return cut;
  }
  return { size: Number(header.readBigUInt64BE(24)) };
};

const lookAt = async ({ path, format }: Disk): Promise<Looked> => {
  const file = await open(path, 'r').catch((error: unknown) => (error as NodeJS.ErrnoException).code ?? 'EIO');
  if (typeof file === 'string') return { wrong: file === 'ENOENT' ? 'no such file' : `unreadable (${file})` };
  try {
    const { size } = await file.stat();
    return format === 'qcow2' ? await lookAtQcow2(file, size) : { size };
  } finally {
    await file.close();
  }
};

const wrongWith = ({ volumeId, path }: Disk, wrong: string): Difference => ({
  field: `disks/${volumeId}`,
  expected: path,
  observed: wrong,
  detail: `the file of volume ${volumeId} is not what it was: ${wrong} at ${path}`,
});

export const volumeFiles = async (disks: readonly Disk[]): Promise<HardwareSight> => {
  const looked = await Promise.all(disks.map(async (disk) => ({ disk, found: await lookAt(disk) })));
  return {
    plugged: null,
    disks: looked.flatMap(({ disk: { volumeId }, found }) => ('size' in found ? [{ volumeId, size: found.size }] : [])),
    differences: looked.flatMap(({ disk, found }) => ('wrong' in found ? [wrongWith(disk, found.wrong)] : [])),
  };
};
