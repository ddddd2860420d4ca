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

/** Fault `host.in-use` when another process is this host already. */
export const holdHost = async (dataDir: string, name: string): Promise<HeldHost> => {
  const directory = join(dataDir, 'hosts', name);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const lock = lockIn(directory, name);
  return { hostId: await idIn(directory), directory, release: () => lock.close() };
};

/** SQLite's lock on an empty database: the kernel frees it when its holder dies, however it dies. */
const lockIn = (directory: string, name: string): DatabaseSync => {
  const lock = new DatabaseSync(join(directory, 'host.lock'), { timeout: 0 });
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return lock;
  } catch (cause) {
    lock.close();
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
