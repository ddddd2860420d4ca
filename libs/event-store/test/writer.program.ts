/** Appends without end from sixteen clients and says each commit that was acknowledged: the one to be killed. */
import { openSqliteStore } from '../src/sqlite/sqlite-store.ts';
import { commit } from './events.ts';

const [file = '', run = ''] = process.argv.slice(2);
const store = openSqliteStore({ file });

const client = async (name: number): Promise<void> => {
  for (let n = 0; ; n += 1) {
    const id = `${run}.${name}.${n}`;
    const result = await store.append(commit(id, `vm-${name}`, 'any', n, n));
    if (result.ok) process.stdout.write(`acknowledged ${id} ${result.position}\n`);
  }
};

await Promise.all(Array.from({ length: 16 }, (_, name) => client(name)));
