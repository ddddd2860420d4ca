/** Looks a store's file over before it is trusted: emptied, cut at the end, pages that do not read. */
import { existsSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { damagedFile } from './sqlite-faults.ts';
import type { HeadRecord } from './head-record.ts';

/** Reading every page of a big file would make a restart slow; there, a bad page is told when it is read. */
const READ_ALL_PAGES_UP_TO = 64 * 1024 * 1024;

const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);

/** Before SQLite sees the file: it would take an empty one for new and drop the journal beside it. */
export const inspectBeforeOpening = (file: string, record: HeadRecord | null): void => {
  if (sizeOf(file) > 0) return;
  if (record && record.position > 0) {
    throw damagedFile(
      file,
      `it is ${existsSync(file) ? 'empty' : 'gone'}, but held events up to position ${record.position}`,
    );
  }
  if (sizeOf(`${file}-wal`) > 0 && existsSync(file)) throw damagedFile(file, 'it is empty, but its journal is not');
};

/** The last event must be the last of its commit, else a part of the file is older than the rest. */
const lastPosition = (db: DatabaseSync, file: string): number => {
  const row = db
    .prepare(
      'SELECT position, last FROM events LEFT JOIN commits ON commits.id = commit_id ORDER BY position DESC LIMIT 1',
    )
    .get();
  if (row === undefined) return 0;
  if (row['last'] !== row['position'])
    throw damagedFile(file, `the commit at position ${String(row['position'])} is not whole`);
  return Number(row['position']);
};

const assertPagesRead = (db: DatabaseSync, file: string): void => {
  if (sizeOf(file) + sizeOf(`${file}-wal`) > READ_ALL_PAGES_UP_TO) return;
  const finding = Object.values(db.prepare('PRAGMA quick_check(1)').get() ?? {})[0];
  if (finding !== 'ok') throw damagedFile(file, String(finding));
};

/** Gives back the position of the last event. */
export const inspectOpened = (
  db: DatabaseSync,
  file: string,
  found: { storeId: string; record: HeadRecord | null },
): number => {
  assertPagesRead(db, file);
  const { storeId, record } = found;
  const position = lastPosition(db, file);
  if (record === null) return position;
  if (record.storeId !== storeId)
    throw damagedFile(file, `${file}.head belongs to another store: one of the two was replaced`);
  if (record.position > position) {
    throw damagedFile(
      file,
      `it ends at position ${position}, but ${record.position} was acknowledged: its end or its journal was cut off`,
    );
  }
  return position;
};
