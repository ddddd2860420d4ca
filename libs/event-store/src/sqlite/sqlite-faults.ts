/** Reads SQLite's error codes: which of them mean "later", which "nobody knows", which "the file is damaged". */
import { isFault } from '@chronovisor/kernel';
import { damaged, unavailable, unknownOutcome } from '../faults.ts';

const FULL = 13;
/** Corrupt; not a database. */
const DAMAGE = new Set([11, 26]);
const IO_ERROR = 10;
const IO_ERROR_WRITE = 778;
/** Error, constraint, mismatch, misuse, range. */
const OUR_MISTAKES = new Set([1, 19, 20, 21, 25]);

const sqliteCode = (error: unknown): number | null => {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === 'number' ? code : null;
};

export const damagedFile = (file: string, what: string, cause?: unknown) =>
  damaged(
    `the event store ${file} is damaged: ${what.replaceAll(/\s+/g, ' ')}. Stop everything, keep a copy of ${file}* for inquiry, restore the last backup ` +
      `(and remove ${file}-wal, ${file}-shm and ${file}.head before it), then start again`,
    cause,
    { file },
  );

/** `committing`: a failed sync of the commit itself leaves it open whether the commit will be found after a crash. */
export const asStoreFault = (error: unknown, file: string, committing = false): unknown => {
  const code = sqliteCode(error);
  if (isFault(error) || code === null) return error;
  const primary = code & 0xff;
  // Mistakes of ours in SQL or its use: these must be seen as what they are.
  if (OUR_MISTAKES.has(primary)) return error;
  const message = (error as Error).message;
  if (DAMAGE.has(primary)) return damagedFile(file, message, error);
  if (primary === FULL)
    return unavailable(`no space left for the event store ${file}; make room, it goes on by itself`, error, { file });
  if (committing && primary === IO_ERROR && code !== IO_ERROR_WRITE) {
    return unknownOutcome(`the event store ${file} could not make a commit sure: ${message}`, error, { file });
  }
  return unavailable(`the event store ${file} does not answer: ${message}`, error, { file });
};
