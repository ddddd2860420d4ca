/** What the store's file looks like inside, and the settings under which it is used. */
import type { DatabaseSync } from 'node:sqlite';
import { damaged, unsupported } from '../faults.ts';

const APPLICATION_ID = 0x43_48_52_4f;
const SCHEMA_VERSION = 1;

// `position` is given by the writer and never reused, because events are never deleted. A commit's events stand side by side,
// so that a commit is found by its first and last position.
const TABLES = `
  CREATE TABLE store (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL) STRICT;
  CREATE TABLE events (
    position INTEGER PRIMARY KEY, stream TEXT NOT NULL, revision INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
    version INTEGER NOT NULL, at TEXT NOT NULL, data TEXT NOT NULL, meta TEXT NOT NULL, commit_id TEXT NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT;
  CREATE TABLE commits (id TEXT PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;

const numberOf = (db: DatabaseSync, pragma: string): number =>
  Number(Object.values(db.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);

/** FULL: a commit that was answered is on the disk, not in the page cache of the machine. */
export const applySettings = (db: DatabaseSync): void => {
  const mode = db.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode'];
  if (mode !== 'wal')
    throw unsupported(
      `the event store needs a local file system with shared memory; its journal is ${String(mode)}, not wal`,
    );
  db.exec('PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864; PRAGMA trusted_schema = OFF;');
};

/** Makes the tables in a new file, or says why this is not a file of ours. Gives back the store's own id. */
export const ensureSchema = (db: DatabaseSync, file: string, newStoreId: () => string): string => {
  const version = numberOf(db, 'user_version');
  const isNew = version === 0 && db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n'] === 0;
  if (isNew) {
    db.exec('BEGIN IMMEDIATE');
    db.exec(`${TABLES} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION};`);
    db.prepare('INSERT INTO store (one, id) VALUES (1, ?)').run(newStoreId());
    db.exec('COMMIT');
  } else if (numberOf(db, 'application_id') !== APPLICATION_ID) {
    throw damaged(`${file} is a database, but no event store of Chronovisor; give another file`, undefined, { file });
  } else if (version > SCHEMA_VERSION) {
    throw unsupported(
      `${file} was written by a newer Chronovisor (schema ${version}, known: ${SCHEMA_VERSION}); use that one`,
    );
  }
  const id = db.prepare('SELECT id FROM store').get()?.['id'];
  if (typeof id !== 'string') throw damaged(`${file} has lost its own id; restore a backup`, undefined, { file });
  return id;
};
