/** One supervisor per data folder: a lock the kernel lifts when its holder ends, however it ends. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { removePidFile, writePidFile } from './pid-file.ts';

export interface DataLock {
  release(): void;
}

/** A database that nobody holds is collected and closed, and its lock is gone: those held are held here. */
const held = new Set<DatabaseSync>();

const isBusy = (error: unknown): boolean => error instanceof Error && /locked|busy/i.test(error.message);

const readPid = (file: string): number | undefined => {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
};

/** The lock, or the pid of its holder where that is known. Node has no `flock`; SQLite's file lock is the kernel's own. */
export const lockDataFolder = (runDir: string): DataLock | { readonly heldBy: number | undefined } => {
  mkdirSync(runDir, { recursive: true, mode: 0o700 });
  const pidFile = join(runDir, 'up.pid');
  const database = new DatabaseSync(join(runDir, 'up.lock'));
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    return { heldBy: readPid(pidFile) };
  }
  held.add(database);
  writePidFile(pidFile, process.pid);
  const release = (): void => {
    removePidFile(pidFile, process.pid);
    held.delete(database);
    database.close();
  };
  return { release };
};

export const isHeld = (answer: ReturnType<typeof lockDataFolder>): answer is { readonly heldBy: number | undefined } =>
  'heldBy' in answer;
