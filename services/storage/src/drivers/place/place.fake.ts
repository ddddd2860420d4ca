/** A file system in memory, of a size of its own; what is written to it takes space, what is left out takes none. */
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { Fault } from '@chronovisor/kernel';
import { aborted, refusedFile } from './file-faults.ts';
import { inFolder } from './one-name.ts';
import type { Copied, Place } from './place.port.ts';

export interface FakeFile {
  /** What was written at its start; zeros follow up to `size`. */
  readonly content: Buffer;
  readonly size: number;
}

const missing = (path: string): Fault =>
  new Fault('file.missing', `there is no ${path}`, { retry: 'never', facts: { path } });

export class FakeDisk {
  readonly files = new Map<string, FakeFile>();
  readonly folders = new Set<string>(['/']);
  readonly devices = new Set<string>();
  /** Folders that take no writes. */
  readonly sealed = new Set<string>();
  /** Files that a running QEMU holds. */
  readonly held = new Set<string>();
  /** Called while a copy or a conversion is under way. */
  duringCopy: (to: string) => void | Promise<void> = () => undefined;
  total: number;

  constructor(total = 2 ** 40) {
    this.total = total;
  }

  get space(): { total: number; free: number } {
    const used = [...this.files.values()].reduce((sum, { content }) => sum + content.length, 0);
    return { total: this.total, free: this.total - used };
  }

  hasFolder(path: string): boolean {
    return this.folders.has(path);
  }

  file(path: string): FakeFile {
    const found = this.files.get(path);
    if (found !== undefined) return found;
    if (this.folders.has(path)) throw refusedFile(path, 'a directory');
    throw this.devices.has(path) ? refusedFile(path, 'a device, a pipe or a socket') : missing(path);
  }

  write(path: string, content: Buffer | string, size = Buffer.from(content).length): void {
    const folder = dirname(path);
    if (!this.folders.has(folder)) throw missing(path);
    if (this.sealed.has(folder))
      throw new Fault('file.no-access', `the host process has no access to ${path}`, { retry: 'never' });
    const bytes = Buffer.from(content);
    const before = this.files.get(path)?.content.length ?? 0;
    if (bytes.length - before > this.space.free)
      throw new Fault('storage.disk-full', `no space left for ${path}`, { retry: 'later' });
    this.files.set(path, { content: bytes, size });
  }

  makeFolder(path: string): void {
    for (let at = path; ; at = dirname(at)) {
      if (this.files.has(at))
        throw new Fault('file.refused', `a part of the path is no directory: ${path}`, { retry: 'never' });
      if (this.folders.has(at)) break;
    }
    for (let at = path; !this.folders.has(at); at = dirname(at)) this.folders.add(at);
  }

  /** A file, or a folder with all that is in it. */
  move(from: string, to: string): void {
    const moved = (path: string): string => (path === from ? to : join(to, path.slice(from.length)));
    const isIn = (path: string): boolean => path === from || path.startsWith(`${from}/`);
    if (!this.files.has(from) && !this.folders.has(from)) throw missing(from);
    for (const [path, file] of [...this.files].filter(([path]) => isIn(path))) {
      this.files.delete(path);
      this.files.set(moved(path), file);
    }
    for (const path of [...this.folders].filter(isIn)) {
      this.folders.delete(path);
      this.folders.add(moved(path));
    }
  }

  removeTree(path: string): void {
    const isIn = (one: string): boolean => one === path || one.startsWith(`${path}/`);
    for (const one of [...this.files.keys()].filter(isIn)) this.files.delete(one);
    for (const one of [...this.folders].filter(isIn)) this.folders.delete(one);
  }
}

const digestOf = ({ content, size }: FakeFile): string => {
  const hash = createHash('sha256').update(content);
  return hash.update(Buffer.alloc(size - content.length)).digest('hex');
};

const copy = async (
  disk: FakeDisk,
  from: string,
  { to, signal }: { to: string; signal: AbortSignal },
): Promise<Copied> => {
  const source = disk.file(from);
  await disk.duringCopy(to);
  if (signal.aborted) throw aborted();
  if (disk.files.has(to))
    throw new Fault('file.refused', `something else is there: ${to}`, { retry: 'never', facts: { path: to } });
  disk.write(to, source.content, source.size);
  return { size: source.size, sha256: digestOf(source) };
};

export const fakePlace = (disk: FakeDisk = new FakeDisk()): Place => ({
  makeFolder: async (path) => disk.makeFolder(path),
  isFolder: async (path) => disk.folders.has(path),
  isWritable: async (path) => disk.folders.has(path) && !disk.sealed.has(path),
  space: async (path) => {
    if (!disk.folders.has(path)) throw missing(path);
    return disk.space;
  },
  exists: async (path) => disk.files.has(path),
  source: async (path) => {
    const { size, content } = disk.file(path);
    return { size, allocated: content.length };
  },
  copy: (from, to, signal) => copy(disk, from, { to, signal }),
  readText: async (path) => disk.files.get(path)?.content.toString('utf8') ?? null,
  writeText: async (path, text) => disk.write(path, text),
  publish: async (folder, draft, name) => disk.move(inFolder(folder, draft), inFolder(folder, name)),
  removeFile: async (folder, name) => {
    const path = inFolder(folder, name);
    if (disk.folders.has(path)) throw refusedFile(path, 'a directory');
    disk.files.delete(path);
  },
  removeFolder: async (folder, name) => disk.removeTree(inFolder(folder, name)),
});
