/** Who this host is: an id kept for good in its directory, which one process at a time may use. */
import { HostId } from '@chronovisor/contracts';
import { Fault } from '@chronovisor/kernel';
import { newId } from '@chronovisor/kernel/ids';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

const Kept = z.object({ hostId: HostId });

export interface HeldHost {
  readonly hostId: HostId;
  /** The host's own directory. */
  readonly directory: string;
  release(): void;
}

/** Fault `host.in-use` when another process is this host already, `host.directory-unusable` when that cannot be found out. */
export const holdHost = async (dataDir: string, name: string): Promise<HeldHost> => {
  const directory = join(dataDir, 'hosts', name);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const lock = lockIn(directory, name);
  return { hostId: await idIn(directory), directory, release: () => lock.close() };
};

const SQLITE_BUSY = 5;

/** SQLite's lock on an empty database: the kernel frees it when its holder dies, however it dies. Nothing is written: a full disk is no reason not to run. */
const lockIn = (directory: string, name: string): DatabaseSync => {
  const lock = new DatabaseSync(join(directory, 'host.lock'), { timeout: 0 });
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return lock;
  } catch (cause) {
    lock.close();
    if ((cause as { readonly errcode?: number }).errcode !== SQLITE_BUSY) {
      throw new Fault('host.directory-unusable', `the directory of host "${name}" cannot be locked`, {
        retry: 'later',
        facts: { directory, hint: 'It has to be on a file system of this machine that can be written to.' },
        cause,
      });
    }
    throw new Fault('host.in-use', `another process is host "${name}" with this data directory`, {
      retry: 'later',
      facts: { directory, hint: 'End it first, or give this one another CHRONO_HOST_NAME.' },
      cause,
    });
  }
};

const idIn = async (directory: string): Promise<HostId> => {
  const file = join(directory, 'host.json');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  });
  if (text !== null) return Kept.parse(JSON.parse(text)).hostId;
  const hostId = newId() as HostId;
  await writeFile(`${file}.new`, `${JSON.stringify({ hostId })}\n`, { flush: true });
  await rename(`${file}.new`, file);
  return hostId;
};
