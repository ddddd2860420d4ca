/** Opens a store, says whether it could, and holds it until it is killed. */
import { isFault } from '@chronovisor/kernel';
import { openSqliteStore } from '../src/sqlite/sqlite-store.ts';

try {
  const store = openSqliteStore({ file: process.argv[2] ?? '' });
  process.stdout.write(`open ${await store.head()}\n`);
  setInterval(() => undefined, 1000);
} catch (error) {
  process.stdout.write(isFault(error) ? `fault ${error.code}\n` : `error ${String(error)}\n`);
}
