/** Reads events back from the file, a page at a time: never more of them in memory than a page. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { toRecorded } from '../commit.ts';
import type { RecordedEvent } from '../port.ts';

const PAGE_EVENTS = 512;
/** Characters of JSON; a page ends early when its events are big. */
const PAGE_SIZE = 4 * 1024 * 1024;
const COLUMNS = 'position, stream, revision, id, type, version, at, data, meta, commit_id';

type Row = [number, string, number, string, string, number, string, string, string, string];

const recorded = ([position, stream, revision, id, type, version, at, data, meta, commitId]: Row): RecordedEvent =>
  toRecorded({ position, stream, revision, id, type, version, at, data, meta, commitId });

const page = (statement: StatementSync, ...args: (string | number)[]): RecordedEvent[] => {
  const events: RecordedEvent[] = [];
  let size = 0;
  for (const row of statement.iterate(...args) as Iterable<unknown> as Iterable<Row>) {
    events.push(recorded(row));
    size += row[7].length + row[8].length;
    if (size >= PAGE_SIZE) break;
  }
  return events;
};

export const createRows = (db: DatabaseSync) => {
  const prepare = (rest: string): StatementSync => {
    const statement = db.prepare(`SELECT ${COLUMNS} FROM events WHERE ${rest}`);
    statement.setReturnArrays(true);
    return statement;
  };
  const after = prepare('position > ? ORDER BY position LIMIT ?');
  const between = prepare('position BETWEEN ? AND ? ORDER BY position');
  const forward = prepare('stream = ? AND revision >= ? ORDER BY revision LIMIT ?');
  const backward = prepare('stream = ? AND revision <= ? ORDER BY revision DESC LIMIT ?');
  const commit = db.prepare('SELECT first, last FROM commits WHERE id = ?');
  const limited = (limit: number): number => Math.min(limit, PAGE_EVENTS);
  return {
    after: (position: number, limit: number): RecordedEvent[] => page(after, position, limited(limit)),
    forward: (stream: string, from: number, limit: number): RecordedEvent[] =>
      page(forward, stream, from, limited(limit)),
    backward: (stream: string, from: number, limit: number): RecordedEvent[] =>
      page(backward, stream, from, limited(limit)),
    commit: (id: string): RecordedEvent[] | null => {
      const found = commit.get(id);
      if (found === undefined) return null;
      return (between.all(Number(found['first']), Number(found['last'])) as unknown as Row[]).map(recorded);
    },
  };
};

export type Rows = ReturnType<typeof createRows>;
