/** One writer per store: a lock file that the kernel frees when its holder dies, however it dies. */
import { DatabaseSync } from 'node:sqlite';
import { inUse } from '../faults.ts';
import { asStoreFault } from './sqlite-faults.ts';

export interface StoreLock {
  release(): void;
}

/**
 * SQLite's own lock on an empty database beside the store, not on the store itself: others may still read that one, for
 * inspection and for backups. Nothing is written: a full disk is no reason not to hold it.
 */
export const lockStore = (file: string): StoreLock => {
  const lock = new DatabaseSync(`${file}.lock`, { timeout: 0 });
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw (error as { errcode?: unknown }).errcode === 5 ? inUse(file, error) : asStoreFault(error, file);
  }
  return { release: () => lock.close() };
};
