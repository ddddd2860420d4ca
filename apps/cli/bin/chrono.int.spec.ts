/** Runs the launcher of `chrono` in a small clone of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let clone = '';
const root = join(import.meta.dirname, '../../..');

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'chrono-launch-'));
  for (const part of ['apps/cli/bin/chrono.mjs', 'libs/doctor/src'])
    cpSync(join(root, part), join(clone, part), { recursive: true });
});

afterEach(() => rmSync(clone, { recursive: true, force: true }));

const launch = async (...args: string[]): Promise<{ code: number; said: string }> => {
  const child = spawn(process.execPath, [join(clone, 'apps/cli/bin/chrono.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const pipe of [child.stdout, child.stderr])
    pipe.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = (await once(child, 'close')) as [number];
  return { code, said };
};

describe('the launcher of chrono', () => {
  it('hands words and exit code through', async () => {
    mkdirSync(join(clone, 'dist'));
    writeFileSync(join(clone, 'dist/chrono.js'), 'console.log(process.argv.slice(2).join("+")); process.exitCode = 3;');
    writeFileSync(join(clone, 'package.json'), '{"type":"module"}');
    expect(await launch('vm', 'list')).toEqual({ code: 3, said: 'vm+list\n' });
  });

  it('builds what is not built, and says so on stderr alone', async () => {
    mkdirSync(join(clone, 'tools/build'), { recursive: true });
    mkdirSync(join(clone, 'node_modules/rolldown'), { recursive: true });
    writeFileSync(join(clone, 'package.json'), '{"type":"module"}');
    const builder = `import { mkdirSync, writeFileSync } from 'node:fs';
      mkdirSync('${join(clone, 'dist')}');
      writeFileSync('${join(clone, 'dist/chrono.js')}', 'console.log(process.argv.slice(2).join("+"));');
      console.log('built', process.argv.slice(2).join());`;
    writeFileSync(join(clone, 'tools/build/build.mjs'), builder);
    expect(await launch('vm', 'list')).toEqual({ code: 0, said: 'built chrono\nvm+list\n' });
    expect(await launch('vm', 'list')).toEqual({ code: 0, said: 'vm+list\n' });
  });

  it('says what to do when nothing is built', async () => {
    const { code, said } = await launch('vm', 'list');
    expect(code).toBe(1);
    expect(said).toContain('error: chrono is not built yet\nhint: npm start');
  });
});
