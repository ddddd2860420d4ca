/** Folding a cheap view anew from the sqlite store, against paging through the same file with node:sqlite alone. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore } from '@chronovisor/event-store';
import { createProjector, type View } from '../src/index.ts';

export interface RebuildResult {
  readonly name: string;
  /** Events per second. */
  readonly target: number;
  readonly ours: number;
  readonly bare: number;
  readonly ratio: number;
  readonly unit: string;
  readonly ratios: readonly number[];
}

const PAGE = 512;
const STREAMS = 1000;

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

const fill = async (file: string, count: number): Promise<void> => {
  const store = openSqliteStore({ file });
  const events = Array.from({ length: 10 }, (_, n) => ({
    type: 'bench.VmChanged',
    version: 1,
    data: { status: n % 2 ? 'running' : 'off', text: 'x'.repeat(220) },
    meta: { actor: 'bench', correlationId: '0198c0de-0000-7000-8000-000000000002' },
  }));
  const commits = Array.from({ length: count / 10 }, (_, n) =>
    store.append({ id: `c${n}`, writes: [{ stream: `vm-${n % STREAMS}`, expected: 'any', events }] }),
  );
  await Promise.all(commits);
  await store.close();
};

const statusView = (): View & { readonly rows: Map<string, { status: unknown; revision: number }> } => {
  const rows = new Map<string, { status: unknown; revision: number }>();
  return {
    name: 'status',
    rows,
    init: () => rows.clear(),
    apply: ({ stream, revision, data }) => {
      rows.set(stream, { status: (data as { status: string }).status, revision });
    },
  };
};

const ours = async (file: string, count: number): Promise<number> => {
  const store = openSqliteStore({ file });
  const view = statusView();
  const start = performance.now();
  const projector = createProjector({
    store,
    views: [view],
    onError: (error) => {
      throw error;
    },
  });
  await projector.caughtUp;
  const rate = count / ((performance.now() - start) / 1000);
  if (projector.position !== count || view.rows.size !== Math.min(STREAMS, count / 10))
    throw new Error('the view is not whole');
  await projector.close();
  await store.close();
  return rate;
};

/** Reads and parses the same pages into the same map. */
const bare = (file: string, count: number): number => {
  const db = new DatabaseSync(file, { readOnly: true });
  const page = db.prepare('SELECT * FROM events WHERE position > ? ORDER BY position LIMIT ?');
  const rows = new Map<unknown, unknown>();
  const start = performance.now();
  for (let after = 0; after < count;) {
    for (const row of page.all(after, PAGE)) {
      const data = JSON.parse(String(row['data'])) as { status: string };
      JSON.parse(String(row['meta']));
      rows.set(row['stream'], { status: data.status, revision: row['revision'] });
      after = Number(row['position']);
    }
  }
  const rate = count / ((performance.now() - start) / 1000);
  db.close();
  return rate;
};

export const benchRebuild = async ({
  runs = 5,
  count = 200_000,
}: { runs?: number; count?: number } = {}): Promise<RebuildResult> => {
  const directory = mkdtempSync(join(tmpdir(), 'chronovisor-bench-'));
  try {
    const file = join(directory, 'events.db');
    await fill(file, count);
    const pairs: { ours: number; bare: number }[] = [];
    await ours(file, count);
    for (let run = 0; run < runs; run += 1) pairs.push({ bare: bare(file, count), ours: await ours(file, count) });
    const ratios = pairs.map((pair) => Number((pair.ours / pair.bare).toFixed(3)));
    return {
      name: 'rebuild of a cheap view',
      target: 100_000,
      unit: 'events/s',
      ours: Math.round(median(pairs.map((pair) => pair.ours))),
      bare: Math.round(median(pairs.map((pair) => pair.bare))),
      ratio: median(ratios),
      ratios,
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

if (import.meta.main) process.stdout.write(`${JSON.stringify(await benchRebuild(), null, 2)}\n`);
