/** A chaos run that is killed amidst its work: its processes end, and nothing of it is left on the machine. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '@chronovisor/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeLeftovers } from '../chaos/leftovers.ts';

const main = fileURLToPath(new URL('../chaos/main.ts', import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chrono-killed-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Everything that was started with temporary files in our folder. */
const processesHere = async (): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (environment.split('\0').includes(`TMPDIR=${folder}`)) found.push(pid);
  }
  return found;
};

const namespaces = (): readonly string[] =>
  spawnSync('ip', ['netns', 'list'])
    .stdout.toString()
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '');

const runFile = async (): Promise<{ readonly namespace: string | null }> => {
  const [name = ''] = (await readdir(folder)).filter((one) => one.startsWith('chrono-chaos-'));
  return JSON.parse(await readFile(join(folder, name, 'run.json'), 'utf8')) as { namespace: string | null };
};

it('ends with all its processes, and takes its folders and its namespace along', async () => {
  const child = spawn(process.execPath, [main, '--seed', '5', '--minutes', '5'], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (piece: Buffer) => {
    said += piece.toString();
  });
  await eventually(() => said.includes('killed, back after'), { withinMs: 60_000 });
  const { namespace } = await runFile();
  expect((await processesHere()).length).toBeGreaterThan(3);
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  await eventually(async () => expect(await processesHere()).toEqual([]), { withinMs: 30_000 });
  expect(await readdir(folder)).toEqual([]);
  expect(namespaces()).not.toContain(namespace);
});

it('is removed by the next run where its watcher was killed as well', async () => {
  const dead = join(folder, 'chrono-chaos-dead');
  const alive = join(folder, 'chrono-chaos-alive');
  const traces = { startedAt: '1', namespace: null, disk: null };
  for (const [run, pid] of [
    [dead, process.pid],
    [alive, 1],
  ] as const) {
    await mkdir(run);
    const startedAt = pid === 1 ? await startOfInit() : traces.startedAt;
    await writeFile(join(run, 'run.json'), JSON.stringify({ ...traces, pid, startedAt }));
  }
  const orphan = spawn('sleep', ['600'], { cwd: dead, stdio: 'ignore' });
  const ended = once(orphan, 'exit');
  await removeLeftovers(folder);
  await ended;
  expect(await readdir(folder)).toEqual(['chrono-chaos-alive']);
});

const startOfInit = async (): Promise<string> => (await readFile('/proc/1/stat', 'utf8')).split(' ')[21] as string;
