/** The files of this machine. */
import { access, chmod, constants, mkdir, open, readFile, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { copyPlainFile, openSource } from './copy-file.ts';
import { fileFault } from './file-faults.ts';
import { inFolder } from './one-name.ts';
import type { Place, SourceFacts } from './place.port.ts';

/** Guests' data is nobody else's to read. */
const OWN = 0o600;
const BLOCK = 512;

const isMissing = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

const orFault = async <T>(path: string, act: () => Promise<T>): Promise<T> => {
  try {
    return await act();
  } catch (error) {
    throw fileFault(error, path);
  }
};

const unlessMissing = async <T>(path: string, act: () => Promise<T>, missing: T): Promise<T> => {
  try {
    return await act();
  } catch (error) {
    if (isMissing(error)) return missing;
    throw fileFault(error, path);
  }
};

const sync = async (path: string): Promise<void> => {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const sourceFacts = async (path: string): Promise<SourceFacts> => {
  const handle = await openSource(path);
  try {
    const { size, blocks } = await handle.stat();
    return { size, allocated: blocks * BLOCK };
  } finally {
    await handle.close();
  }
};

const publish = async (folder: string, from: string, to: string): Promise<void> => {
  if ((await stat(from)).isFile()) await chmod(from, OWN);
  await sync(from);
  await rename(from, to);
  await sync(folder);
};

const writeText = async (path: string, text: string): Promise<void> => {
  const draft = `${path}.new`;
  const file = await open(draft, 'w', OWN);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  await sync(dirname(path));
};

const isAllowed = async (path: string, mode: number): Promise<boolean> => {
  try {
    await access(path, mode);
    return true;
  } catch {
    return false;
  }
};

export const livePlace = (): Place => ({
  makeFolder: (path) => orFault(path, async () => void (await mkdir(path, { recursive: true, mode: 0o750 }))),
  isFolder: (path) => unlessMissing(path, async () => (await stat(path)).isDirectory(), false),
  isWritable: (path) => isAllowed(path, constants.W_OK | constants.X_OK),
  space: (path) =>
    orFault(path, async () => {
      const { blocks, bavail, bsize } = await statfs(path);
      return { total: blocks * bsize, free: bavail * bsize };
    }),
  exists: (path) => unlessMissing(path, async () => (await stat(path)).isFile(), false),
  source: (path) => orFault(path, () => sourceFacts(path)),
  copy: (from, to, signal) => orFault(from, () => copyPlainFile(from, to, signal)),
  readText: (path) => unlessMissing(path, () => readFile(path, 'utf8'), null),
  writeText: (path, text) => orFault(path, () => writeText(path, text)),
  publish: (folder, draft, name) => {
    const from = inFolder(folder, draft);
    return orFault(from, () => publish(folder, from, inFolder(folder, name)));
  },
  removeFile: async (folder, name) => {
    const path = inFolder(folder, name);
    // WHY SAFE: one name in a folder of ours, checked a line above; a link is removed and not what it leads to.
    await orFault(path, () => rm(path, { force: true }));
  },
  removeFolder: async (folder, name) => {
    const path = inFolder(folder, name);
    // WHY SAFE: one name in a folder of ours, checked above; effects give the id of an image, and links are not followed.
    await orFault(path, () => rm(path, { recursive: true, force: true }));
  },
});
