/** Store files that were cut, emptied, exchanged or overwritten: each is noticed on opening, and said with what to do. */
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commit, event, numbersOf } from '../../test/events.ts';
import { start } from '../../test/process.ts';
import { openSqliteStore } from './sqlite-store.ts';

let directory: string;
let file: string;

const fill = async (path: string, count = 200): Promise<void> => {
  const store = openSqliteStore({ file: path });
  for (let n = 0; n < count; n += 1) {
    await store.append({
      id: `c${n}`,
      writes: [{ stream: 'vm-1', expected: 'any', events: [event(n, 'x'.repeat(500))] }],
    });
  }
  await store.close();
};

/** As a killed process leaves it: the last commits still in the journal. */
const leaveJournal = async (): Promise<void> => {
  const writer = start('writer.program.ts', [file, 'r']);
  await writer.line(/^acknowledged r\.\d+\.5\d/);
  await writer.kill();
  expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
};

const expectDamage = (what: RegExp, path = file): void => {
  expect(() => openSqliteStore({ file: path })).toThrow(
    expect.objectContaining({ code: 'store.damaged', retry: 'never', message: expect.stringMatching(what) }),
  );
  // Noticed again the next time: nothing was changed by looking, and the lock is free.
  expect(() => openSqliteStore({ file: path })).toThrow(expect.objectContaining({ code: 'store.damaged' }));
};

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chronovisor-store-'));
  file = join(directory, 'deep', 'events.db');
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('a store file', () => {
  it('that is whole opens, and nobody else may read it', async () => {
    await fill(file, 3);
    const store = openSqliteStore({ file });
    expect(await numbersOf(store, 'vm-1')).toEqual([0, 1, 2]);
    await store.close();
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(statSync(`${file}.head`).mode & 0o077).toBe(0);
  });

  it.each([0.99, 0.75, 0.5, 0.1])('cut at %d of its length is noticed', async (part) => {
    await fill(file);
    truncateSync(file, Math.floor(statSync(file).size * part));
    expectDamage(/damaged.*restore the last backup/);
  });

  it('cut to nothing is noticed before SQLite takes it for new', async () => {
    await fill(file);
    truncateSync(file, 0);
    expectDamage(/empty, but held events up to position 200/);
    expect(statSync(file).size).toBe(0);
  });

  it('that is gone is noticed', async () => {
    await fill(file);
    rmSync(file);
    expectDamage(/gone, but held events up to position 200/);
    expect(existsSync(file)).toBe(false);
  });

  it('put back from an older copy is noticed', async () => {
    await fill(file, 10);
    copyFileSync(file, `${file}.old`);
    await fill(file, 20);
    copyFileSync(`${file}.old`, file);
    expectDamage(/ends at position 10, but 20 was acknowledged/);
  });

  it('put back from an older copy on purpose opens once the record is removed, as the words say', async () => {
    await fill(file, 10);
    copyFileSync(file, `${file}.old`);
    await fill(file, 20);
    copyFileSync(`${file}.old`, file);
    for (const rest of ['-wal', '-shm', '.head']) rmSync(`${file}${rest}`, { force: true });
    const store = openSqliteStore({ file });
    expect(await store.head()).toBe(10);
    await store.close();
  });

  it('of another store is noticed', async () => {
    await fill(file, 10);
    await fill(join(directory, 'other.db'), 30);
    copyFileSync(join(directory, 'other.db'), file);
    expectDamage(/belongs to another store/);
  });

  it('overwritten in the middle is noticed', async () => {
    await fill(file);
    const bytes = readFileSync(file);
    bytes.fill(0xaa, 8 * 4096, 12 * 4096);
    writeFileSync(file, bytes);
    expectDamage(/damaged/);
  });

  it('that is no database, or one of others, is left alone', async () => {
    const text = join(directory, 'text.db');
    writeFileSync(text, 'not a database at all, and long enough to be looked at as one by its header'.repeat(20));
    expectDamage(/damaged/, text);
    const others = join(directory, 'others.db');
    const db = new DatabaseSync(others);
    db.exec('CREATE TABLE theirs (a) STRICT'.replace(' STRICT', ''));
    db.close();
    expectDamage(/no event store of Chronovisor/, others);
  });

  it('of a newer schema is refused with the reason', async () => {
    await fill(file, 1);
    const db = new DatabaseSync(file);
    db.exec('PRAGMA user_version = 99');
    db.close();
    expect(() => openSqliteStore({ file })).toThrow(expect.objectContaining({ code: 'store.unsupported' }));
  });
});

describe('a journal', () => {
  it('left by a killed writer is taken up', async () => {
    await leaveJournal();
    const store = openSqliteStore({ file });
    expect(await store.head()).toBeGreaterThan(1000);
    await store.close();
  });

  it.each([0, 0.5, 0.9])('cut at %d of its length is noticed', async (part) => {
    await leaveJournal();
    truncateSync(`${file}-wal`, Math.floor(statSync(`${file}-wal`).size * part));
    expectDamage(/damaged/);
  });

  it('that is gone is noticed', async () => {
    await leaveJournal();
    rmSync(`${file}-wal`);
    expectDamage(/damaged/);
  });
});

describe('the record of the head', () => {
  it('that does not read weakens the check and stops nothing', async () => {
    await fill(file, 5);
    writeFileSync(`${file}.head`, '\0'.repeat(60));
    const store = openSqliteStore({ file });
    await store.append(commit('next', 'vm-1', 4));
    await store.close();
    expect(readFileSync(`${file}.head`, 'utf8')).toMatch(/^chronovisor-head 1 \S+ 0{15}6\n/);
  });
});
