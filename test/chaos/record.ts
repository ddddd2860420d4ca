/** What the event store itself says, read beside control: who holds what, and which operations are on record. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

interface Row {
  readonly type: string;
  readonly stream: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly meta: Readonly<Record<string, string>>;
}

export interface Holding {
  /** Where it is kept, and what. */
  readonly what: string;
  /** The id of the one that holds it. */
  readonly owner: string;
}

export interface StoreRecord {
  /** Ids of operations that some event carries. */
  readonly operations: ReadonlySet<string>;
  readonly claims: readonly Holding[];
  readonly budgets: readonly Holding[];
}

const rows = (dataDir: string): readonly Row[] => {
  const db = new DatabaseSync(join(dataDir, 'events.sqlite'), { readOnly: true });
  try {
    return db
      .prepare('SELECT type, stream, data, meta FROM events ORDER BY position')
      .all()
      .map((row) => ({
        type: String(row['type']),
        stream: String(row['stream']),
        data: JSON.parse(String(row['data'])) as Row['data'],
        meta: JSON.parse(String(row['meta'])) as Row['meta'],
      }));
  } finally {
    db.close();
  }
};

const claimed = (all: readonly Row[]): readonly Holding[] => {
  const held = new Map<string, Holding>();
  for (const { type, stream, data } of all) {
    if (type === 'claims.Claimed') held.set(stream, { what: stream, owner: String(data['owner']) });
    if (type === 'claims.Released') held.delete(stream);
  }
  return [...held.values()];
};

const idOf = (owner: string): string => owner.split('/').at(-1) ?? owner;

const reserved = (all: readonly Row[]): readonly Holding[] => {
  const held = new Map<string, Holding>();
  for (const { type, stream, data } of all) {
    const key = (owner: string): string => `${stream} ${owner}`;
    if (type === 'budgets.Held') {
      for (const { owner } of data['holdings'] as readonly { owner: string }[])
        held.set(key(owner), { what: stream, owner: idOf(owner) });
    }
    if (type === 'budgets.Freed') for (const owner of data['owners'] as readonly string[]) held.delete(key(owner));
  }
  return [...held.values()];
};

export const readRecord = (dataDir: string): StoreRecord => {
  const all = rows(dataDir);
  return {
    operations: new Set(all.flatMap(({ meta }) => (meta['operationId'] === undefined ? [] : [meta['operationId']]))),
    claims: claimed(all),
    budgets: reserved(all),
  };
};
