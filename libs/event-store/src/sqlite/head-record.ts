/**
 * The store's memory of how far it got, kept in a file of its own beside it: a store file or journal that was cut at the end
 * looks healthy to SQLite, and is noticed only because this record knows better.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

export interface HeadRecord {
  readonly storeId: string;
  readonly position: number;
}

const PATTERN = /^chronovisor-head 1 (\S+) (\d{16})\n$/;

/** Null when there is none or when it does not read: it is written without a sync and a power cut may have taken it. */
export const readHeadRecord = (path: string): HeadRecord | null => {
  if (!existsSync(path)) return null;
  const found = PATTERN.exec(readFileSync(path, 'utf8'));
  return found ? { storeId: found[1] as string, position: Number(found[2]) } : null;
};

/** Written after each group of commits is on the disk, so it is never ahead of them. One small overwrite, no sync. */
export const openHeadRecord = (path: string, storeId: string) => {
  const isNew = !existsSync(path);
  const fd = openSync(path, isNew ? 'w+' : 'r+', 0o600);
  let synced = !isNew;
  return {
    write: (position: number): void => {
      writeSync(fd, `chronovisor-head 1 ${storeId} ${String(position).padStart(16, '0')}\n`, 0);
      if (!synced) fsyncSync(fd);
      synced = true;
    },
    close: (): void => closeSync(fd),
  };
};

export type HeadRecordFile = ReturnType<typeof openHeadRecord>;
