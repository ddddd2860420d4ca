/** Appends of 64 clients at once, against the bare loop that does the same work on node:sqlite with nothing around it. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openSqliteStore } from '../src/sqlite/sqlite-store.ts';

export interface BenchResult {
  readonly name: string;
  readonly target: number;
  /** Median over the runs of ours ÷ bare. */
  readonly ratio: number;
  readonly ours: number;
  readonly bare: number;
  readonly unit: string;
  readonly ratios: readonly number[];
}

export interface BenchOptions {
  readonly runs?: number;
  readonly count?: number;
}

const CLIENTS = 64;
const data = { vmId: '0198c0de-0000-7000-8000-000000000001', text: 'x'.repeat(220) };
const meta = { actor: 'bench', correlationId: '0198c0de-0000-7000-8000-000000000002' };

export const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

export const inDirectory = async <T>(work: (directory: string) => Promise<T>): Promise<T> => {
  const directory = mkdtempSync(join(tmpdir(), 'chronovisor-bench-'));
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

/** Work per second. */
const rated = async (count: number, work: () => Promise<void>): Promise<number> => {
  const start = performance.now();
  await work();
  return count / ((performance.now() - start) / 1000);
};

/** Both sides: each client appends to a stream of its own, knows its revision, and goes on when its append is on the disk. */
const ours = (count: number): Promise<number> =>
  inDirectory(async (directory) => {
    const store = openSqliteStore({ file: join(directory, 'events.db') });
    const client = async (name: number): Promise<void> => {
      for (let revision = -1; revision < count / CLIENTS - 1; revision += 1) {
        const expected = revision < 0 ? ('no-stream' as const) : revision;
        const events = [{ type: 'bench.Appended', version: 1, data: { ...data, revision }, meta }];
        const result = await store.append({ id: randomUUID(), writes: [{ stream: `vm-${name}`, expected, events }] });
        if (!result.ok) throw new Error('a conflict where none can be');
      }
    };
    const rate = await rated(count, async () => {
      await Promise.all(Array.from({ length: CLIENTS }, (_, name) => client(name)));
    });
    await store.close();
    return rate;
  });

/** Revision check, unique event id, 64 appends to a transaction, synchronous=FULL: a store's least work, and no more. */
const bare = (count: number): Promise<number> =>
  inDirectory(async (directory) => {
    const db = new DatabaseSync(join(directory, 'bare.db'));
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      CREATE TABLE events (position INTEGER PRIMARY KEY AUTOINCREMENT, stream TEXT NOT NULL, revision INTEGER NOT NULL,
        event_id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, ts TEXT NOT NULL, data TEXT NOT NULL, meta TEXT NOT NULL,
        commit_id TEXT NOT NULL, UNIQUE (stream, revision)) STRICT`);
    const last = db.prepare('SELECT max(revision) AS revision FROM events WHERE stream = ?');
    const insert = db.prepare(
      'INSERT INTO events (stream, revision, event_id, type, ts, data, meta, commit_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    );
    const group = (expected: number): void => {
      db.exec('BEGIN IMMEDIATE');
      const at = new Date().toISOString();
      for (let name = 0; name < CLIENTS; name += 1) {
        const stream = `vm-${name}`;
        const revision = Number(last.get(stream)?.['revision'] ?? -1) + 1;
        if (revision !== expected) throw new Error('a conflict where none can be');
        const body = JSON.stringify({ ...data, revision });
        insert.run(stream, revision, randomUUID(), 'bench.Appended', at, body, JSON.stringify(meta), randomUUID());
      }
      db.exec('COMMIT');
    };
    const rate = await rated(count, async () => {
      for (let revision = 0; revision < count / CLIENTS; revision += 1) {
        group(revision);
        await nextTurn();
      }
    });
    db.close();
    return rate;
  });

/** Turn about, so that a disturbance of the machine meets both. */
export const compare = async (
  named: Pick<BenchResult, 'name' | 'target' | 'unit'>,
  runs: number,
  sides: { ours: () => Promise<number>; bare: () => Promise<number> },
): Promise<BenchResult> => {
  const pairs: { ours: number; bare: number }[] = [];
  await sides.ours();
  for (let run = 0; run < runs; run += 1) pairs.push({ bare: await sides.bare(), ours: await sides.ours() });
  const ratios = pairs.map((pair) => Number((pair.ours / pair.bare).toFixed(3)));
  return {
    ...named,
    ratio: median(ratios),
    ours: Math.round(median(pairs.map((pair) => pair.ours))),
    bare: Math.round(median(pairs.map((pair) => pair.bare))),
    ratios,
  };
};

export const benchAppend = ({ runs = 5, count = 64 * 500 }: BenchOptions = {}): Promise<BenchResult> =>
  compare({ name: 'sqlite store, 64 concurrent appends', target: 0.7, unit: 'appends/s' }, runs, {
    ours: () => ours(count),
    bare: () => bare(count),
  });

if (import.meta.main) process.stdout.write(`${JSON.stringify(await benchAppend(), null, 2)}\n`);
