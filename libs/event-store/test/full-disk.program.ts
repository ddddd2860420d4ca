/** A store on a file system of one megabyte: fills it up, says what happened, makes room when told, and goes on. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isFault } from '@chronovisor/kernel';
import { lockStore } from '../src/sqlite/lock.ts';
import { openSqliteStore } from '../src/sqlite/sqlite-store.ts';
import { event } from './events.ts';

const [directory = ''] = process.argv.slice(2);
mkdirSync(directory, { recursive: true });
// In a mount namespace of its own: nobody else sees it, and it is gone with this process.
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', directory]);
const filler = join(directory, 'filler');
const store = openSqliteStore({ file: join(directory, 'events.db') });
writeFileSync(filler, Buffer.alloc(500_000));

let next = 0;
const append = async (): Promise<string> => {
  const n = (next += 1);
  try {
    await store.append({
      id: `c${n}`,
      writes: [{ stream: 'vm-1', expected: 'any', events: [event(n, 'x'.repeat(20_000))] }],
    });
    return 'stored';
  } catch (error) {
    next -= 1;
    return isFault(error) ? `fault ${error.code} ${error.retry}: ${error.message}` : `error ${String(error)}`;
  }
};

const fill = async (): Promise<string> => {
  for (let tries = 0; tries < 1000; tries += 1) {
    const outcome = await append();
    if (outcome !== 'stored') return outcome;
  }
  return 'never full';
};

process.stdout.write(`full ${await fill()}\n`);
process.stdout.write(`again ${await append()}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'make room') {
    rmSync(filler);
    process.stdout.write(`room ${await append()}\n`);
  }
  if (line === 'end') break;
}
let count = 0;
for await (const stored of store.read('vm-1')) count = stored.revision + 1;
await store.close();
const fits = (size: number): boolean => {
  try {
    appendFileSync(filler, Buffer.alloc(size));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
};
/** Not another byte has room. */
const crowd = (): void => {
  for (let size = 65_536; size > 0; size = Math.trunc(size / 2)) while (fits(size));
};
crowd();
const onFull = (): string => {
  try {
    lockStore(join(directory, 'events.db')).release();
    void openSqliteStore({ file: join(directory, 'events.db') }).close();
    return 'open';
  } catch (error) {
    return isFault(error) ? `fault ${error.code} ${error.retry}` : `error ${String(error)}`;
  }
};
process.stdout.write(`crowded ${onFull()}\n`);
rmSync(filler);
const reopened = openSqliteStore({ file: join(directory, 'events.db') });
process.stdout.write(`stored ${count} of ${next}, head ${await reopened.head()}\n`);
await reopened.close();
