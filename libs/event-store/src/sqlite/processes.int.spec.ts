/** The sqlite store against what happens to processes: kill -9, two writers. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { collect, commit } from '../../test/events.ts';
import { start, type Program } from '../../test/process.ts';
import { openSqliteStore } from './sqlite-store.ts';

let directory: string;
let file: string;
const programs: Program[] = [];

const run = (name: string, args: readonly string[] = [file]): Program => {
  const program = start(name, args);
  programs.push(program);
  return program;
};

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'chronovisor-store-'));
  file = join(directory, 'events.db');
});

afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.kill()));
  await rm(directory, { recursive: true, force: true });
});

it('keeps every acknowledged commit whole when its writer is killed, time after time', async () => {
  const acknowledged: string[] = [];
  for (let round = 0; round < 4; round += 1) {
    const writer = run('writer.program.ts', [file, `r${round}`]);
    await writer.line(/^acknowledged r\d+\.\d+\.(5\d|[1-9]\d\d)/);
    await writer.kill();
    acknowledged.push(...writer.lines.filter((line) => /^acknowledged \S+ \d+$/.test(line)));
  }
  const store = openSqliteStore({ file });
  const events = await collect(store.readAll());
  const found = await Promise.all(acknowledged.map((line) => store.findCommit('', line.split(' ')[1] as string)));
  await store.close();
  expect(acknowledged.length).toBeGreaterThan(200);
  expect(found.filter((commit) => commit?.length !== 2)).toEqual([]);
  expect(found.map((commit) => commit?.at(-1)?.position)).toEqual(
    acknowledged.map((line) => Number(line.split(' ')[2])),
  );
  expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => index + 1));
});

it('refuses a second writer, in this process and in another, until the first has gone', async () => {
  const store = openSqliteStore({ file });
  expect(() => openSqliteStore({ file })).toThrow(expect.objectContaining({ code: 'store.in-use', retry: 'later' }));
  await run('holder.program.ts').line(/fault store\.in-use/);
  await store.append(commit('c', 'vm-1', 'no-stream'));
  await store.close();
  const holder = run('holder.program.ts');
  await holder.line(/open 1/);
  expect(() => openSqliteStore({ file })).toThrow(expect.objectContaining({ code: 'store.in-use' }));
  await holder.kill();
  const reopened = openSqliteStore({ file });
  expect(await reopened.head()).toBe(1);
  await reopened.close();
});

it('lets others read the file while it is open', async () => {
  const store = openSqliteStore({ file });
  await store.append(commit('c', 'vm-1', 'no-stream', 1, 2));
  const reader = new DatabaseSync(file, { readOnly: true });
  expect(reader.prepare('SELECT count(*) AS n FROM events').get()?.['n']).toBe(2);
  reader.close();
  await store.append(commit('d', 'vm-1', 1));
  await store.close();
});
