/** `npm run bench [-- name ...]`: runs the benchmarks one after the other, prints each figure with its target, writes JSON. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { benchAppend } from '../../libs/event-store/bench/append.bench.ts';
import { benchRebuild } from '../../libs/projection/bench/rebuild.bench.ts';
import { benchBulk } from './bulk.bench.ts';
import { benchCrash } from './crash.bench.ts';
import { benchGuestStart } from './guest-start.bench.ts';
import { benchIdle } from './idle.bench.ts';
import { benchManyVms } from './many-vms.bench.ts';
import { benchPast } from './past.bench.ts';
import { benchProvision } from './provision.bench.ts';
import { benchProjects } from './projects.bench.ts';
import { benchScale } from './scale.bench.ts';
import { type Row, line, machine, reached } from './result.ts';
import { benchSse } from './sse.bench.ts';

const append = async (): Promise<Row> => {
  const { ratio, target, ...detail } = await benchAppend();
  return {
    name: 'sqlite store, 64 concurrent appends ÷ bare node:sqlite group commit',
    figure: ratio,
    unit: '×',
    reach: '>=',
    target,
    detail,
  };
};

const rebuild = async (): Promise<Row> => {
  const result = await benchRebuild();
  return {
    name: 'rebuild of a read model',
    figure: result.ours,
    unit: 'events/s',
    reach: '>=',
    target: 100_000,
    detail: { ...result },
  };
};

const benches: Readonly<Record<string, () => Promise<Row | readonly Row[]>>> = {
  append,
  rebuild,
  'guest-start': benchGuestStart,
  crash: benchCrash,
  'many-vms': benchManyVms,
  past: benchPast,
  projects: benchProjects,
  bulk: benchBulk,
  sse: benchSse,
  idle: benchIdle,
  provision: benchProvision,
  scale: benchScale,
};

const wanted = process.argv.slice(2).filter((name) => name in benches);
const rows: Row[] = [];
for (const name of wanted.length === 0 ? Object.keys(benches) : wanted) {
  const result = await benches[name]?.();
  for (const row of [result ?? []].flat()) {
    rows.push(row);
    process.stdout.write(`${line(row)}\n`);
  }
}
const folder = join(import.meta.dirname, '../../dist/bench');
await mkdir(folder, { recursive: true });
const file = join(folder, 'bench.json');
await writeFile(file, `${JSON.stringify({ at: new Date().toISOString(), machine: machine(), rows }, null, 2)}\n`);
process.stdout.write(`${rows.filter(reached).length} of ${rows.length} reached; figures in ${file}\n`);
