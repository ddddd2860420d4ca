/** The log of a process whose output goes to a disk: one that is full, and one that is not. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const SCRIPT = `
  import { createLogger } from ${JSON.stringify(new URL('log.ts', import.meta.url).href)};
  const log = createLogger('test');
  for (let line = 1; line <= 3; line += 1) {
    log.info({ line }, 'said');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  process.stderr.write('alive');
`;

/** Its exit code and what it said beside the log. */
const logTo = async (file: string): Promise<{ readonly code: unknown; readonly said: string }> => {
  const out = openSync(file, 'a');
  const child = spawn(process.execPath, ['--input-type=module', '--eval', SCRIPT], { stdio: ['ignore', out, 'pipe'] });
  closeSync(out);
  let said = '';
  child.stderr?.on('data', (piece: Buffer) => (said += piece.toString()));
  const [code] = await once(child, 'close');
  return { code, said };
};

it('that cannot be written, because the disk is full, does not end its process', async () => {
  expect(await logTo('/dev/full')).toEqual({ code: 0, said: 'alive' });
});

it('is on the disk, line by line, when there is room', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'chrono-log-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  expect(await logTo(join(folder, 'log'))).toEqual({ code: 0, said: 'alive' });
  const lines = (await readFile(join(folder, 'log'), 'utf8')).trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { line: number }).line)).toEqual([1, 2, 3]);
});
