/** Says how a process waits for its end, by signals to a real one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';

const file = join(import.meta.dirname, 'until-told.ts');
// Takes long to end, so that a second signal finds it at it.
const program = `const { untilTold } = await import(${JSON.stringify(file)});
setInterval(() => {}, 1000);
const told = untilTold();
console.log('waiting');
console.log('told ' + await told);
process.stdin.once('data', () => process.exit(0));`;

const start = async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit') as Promise<[code: number | null, signal: NodeJS.Signals | null]>;
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => (await lines.next()).value as string;
  expect(await line()).toBe('waiting');
  return { child, ended, line };
};

describe('a process that waits until it is told', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('hears %s, and ends in its own time', async (signal) => {
    const { child, ended, line } = await start();
    child.kill(signal);
    expect(await line()).toBe(`told ${signal}`);
    child.stdin.write('end\n');
    expect(await ended).toEqual([0, null]);
  });

  it.each([
    ['SIGTERM', 'SIGTERM'],
    ['SIGINT', 'SIGTERM'],
    ['SIGTERM', 'SIGINT'],
    ['SIGINT', 'SIGINT'],
  ] as const)('told by %s and again by %s ends at once', async (first, second) => {
    const { child, ended, line } = await start();
    child.kill(first);
    expect(await line()).toBe(`told ${first}`);
    child.kill(second);
    expect(await ended).toEqual([1, null]);
  });
});
