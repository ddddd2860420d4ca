/** The event store itself, read beside control. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface Row {
  readonly position: number;
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  /** What was written at once, or not at all. */
  readonly commitId: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly meta: Readonly<Record<string, string>>;
}

export const readLog = (dataDir: string): readonly Row[] => {
  const db = new DatabaseSync(join(dataDir, 'events.sqlite'), { readOnly: true });
  try {
    return db
      .prepare('SELECT position, id, type, stream, data, meta, commit_id FROM events ORDER BY position')
      .all()
      .map((row) => ({
        position: Number(row['position']),
        id: String(row['id']),
        type: String(row['type']),
        stream: String(row['stream']),
        commitId: String(row['commit_id']),
        data: JSON.parse(String(row['data'])) as Row['data'],
        meta: JSON.parse(String(row['meta'])) as Row['meta'],
      }));
  } finally {
    db.close();
  }
};
