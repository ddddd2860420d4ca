/** Disk files on a file system in memory: every format but raw has its magic at its start and keeps its contents behind. */
import { dirname } from 'node:path';
import { Fault } from '@chronovisor/kernel';
import type { FakeDisk, FakeFile } from '../place/place.fake.ts';
import type { DiskFile, DiskFileFacts, DiskFormat, QemuImg } from './qemu-img.port.ts';

const MAGIC = { qcow2: 'QFI', vmdk: 'KDMV', vdi: '<<< ', vhdx: 'vhdxfile' } as const;
const SECTOR = 512;

/** Where the files lie. */
export interface LittleDisk extends Pick<FakeDisk, 'held' | 'duringCopy'> {
  hasFolder(path: string): boolean;
  /** Faults with `file.missing`. */
  file(path: string): FakeFile;
  write(path: string, content: Buffer | string, size?: number): void;
}

interface Kept {
  readonly size: number;
  /** What was written at the start of the disk, in base64. */
  readonly data: string;
  readonly others: readonly string[];
}

const failed = (said: string): Fault => new Fault('qemu-img.failed', said, { retry: 'never', facts: { said } });
const wholeSectors = (size: number): number => Math.ceil(size / SECTOR) * SECTOR;

/** A file of that format, as people might bring one. */
export const fakeDiskFile = (format: Exclude<DiskFormat, 'raw'>, kept: Partial<Kept> & Pick<Kept, 'size'>): string =>
  `${MAGIC[format]}\n${JSON.stringify({ data: '', others: [], ...kept })}`;

const guessed = (content: string): DiskFormat =>
  (Object.keys(MAGIC) as (keyof typeof MAGIC)[]).find((format) => content.startsWith(`${MAGIC[format]}\n`)) ?? 'raw';

const readKept = (disk: LittleDisk, { path, format }: DiskFile): Kept => {
  const { content, size } = disk.file(path);
  if (format === 'raw') return { size: wholeSectors(size), data: content.toString('base64'), others: [] };
  const text = content.toString('utf8');
  if (guessed(text) !== format) throw failed(`Could not open '${path}': Image is not in ${format} format`);
  return JSON.parse(text.slice(MAGIC[format].length + 1)) as Kept;
};

const writeKept = (disk: LittleDisk, { path, format }: DiskFile, kept: Kept): void => {
  if (!disk.hasFolder(dirname(path))) throw failed(`${path}: Could not create file: No such file or directory`);
  if (format === 'raw') disk.write(path, Buffer.from(kept.data, 'base64'), kept.size);
  else disk.write(path, fakeDiskFile(format, kept));
};

const unheld = (disk: LittleDisk, path: string): void => {
  if (disk.held.has(path)) throw new Fault('qemu-img.in-use', 'Failed to get "write" lock', { retry: 'later' });
};

const factsOf = (disk: LittleDisk, path: string, wanted: DiskFormat | null): DiskFileFacts => {
  const { content } = disk.file(path);
  const format = wanted ?? guessed(content.toString('utf8'));
  const { size, others } = readKept(disk, { path, format });
  return { format, size, others, allocated: content.length, encrypted: false };
};

export const fakeQemuImg = (disk: LittleDisk): QemuImg => ({
  create: async (file, size) => {
    unheld(disk, file.path);
    writeKept(disk, file, { size: wholeSectors(size), data: '', others: [] });
  },
  link: async ({ path }, size, base) => {
    unheld(disk, path);
    const { data } = readKept(disk, base);
    writeKept(disk, { path, format: 'qcow2' }, { size: wholeSectors(size), data, others: [base.path] });
  },
  convert: async (from, to, signal) => {
    readKept(disk, from);
    await disk.duringCopy(to.path);
    const kept = readKept(disk, from);
    if (signal.aborted) throw new Fault('storage.aborted', 'the work was called off', { retry: 'later' });
    writeKept(disk, to, { ...kept, others: [] });
  },
  info: async (path, format) => {
    try {
      return factsOf(disk, path, format);
    } catch (error) {
      throw failed((error as Error).message);
    }
  },
  isHeld: async ({ path }) => disk.held.has(path),
  grow: async (file, size) => {
    unheld(disk, file.path);
    const kept = readKept(disk, file);
    if (size < kept.size) throw failed('Use the --shrink option to perform a shrink operation.');
    writeKept(disk, file, { ...kept, size: wholeSectors(size) });
  },
});
