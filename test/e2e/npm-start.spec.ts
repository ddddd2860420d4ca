/** The newcomer's story: the supervisor over the real processes, the first vm, its end, its second boot, its adoption. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildTiny } from '../../deploy/guests/tiny/build.mjs';
import { isOurs } from '../../deploy/up/data-folder.ts';
import { endVms, processesOf } from './support/vm-processes.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Start {
  readonly child: ChildProcess;
  readonly said: () => string;
  /** Waits for the line after which only events follow. */
  readonly running: () => Promise<void>;
  /** Ctrl-C, and the exit code. */
  readonly end: () => Promise<number>;
}

let dataDir = '';
let port = 0;
const starts: Start[] = [];

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: free } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return free;
};

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'chrono-start-'));
  port = await freePort();
});

afterEach(async () => {
  for (const { child } of starts.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  await endVms(dataDir);
  await rm(dataDir, { recursive: true, force: true });
});

const start = async (...args: string[]): Promise<Start> => {
  const request = JSON.stringify({ args, root, guest: await buildTiny() });
  const program = `const { up } = await import(${JSON.stringify(join(root, 'dist/up.js'))}); process.exitCode = await up(${request});`;
  const env = { ...process.env, CHRONO_DATA_DIR: dataDir, CHRONO_HTTP_PORT: String(port), CHRONO_HOST_NAME: 'local' };
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const pipe of [child.stdout, child.stderr])
    pipe.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'close');
  const running = async (): Promise<void> => {
    while (!said.includes('What happens from now on:')) {
      if (child.exitCode !== null) throw new Error(`it ended:\n${said}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  };
  const end = async (): Promise<number> => {
    child.kill('SIGINT');
    return ((await ended) as [number])[0];
  };
  const one = { child, said: () => said, running, end };
  starts.push(one);
  return one;
};

/** The guest's word that it is ready, or why it was not heard. */
const demoLines = (text: string): readonly string[] => text.match(/.*(@@READY|demo vm ).*/gu) ?? [];

const vmPid = async (): Promise<number> => {
  const token = (await readFile(join(dataDir, 'admin-token'), 'utf8')).trim();
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/vms/hello`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return ((await answer.json()) as { process: { pid: number } }).process.pid;
};

describe('npm start', () => {
  it('boots a first vm, and Ctrl-C leaves no process behind', async () => {
    const one = await start();
    await one.running();
    expect(demoLines(one.said())).toEqual([expect.stringContaining('@@READY')]);
    expect(one.said()).toMatch(/ok {5}guest {10}ready \d+\.\d s after it was asked for/);
    expect(await one.end()).toBe(0);
    expect(one.said()).toContain('vm hello is off');
    expect(await processesOf(dataDir)).toEqual([]);
    // What is in it decides whether a data folder that is open to others may be closed.
    expect((await readdir(dataDir)).filter((name) => !isOurs(name))).toEqual([]);
  });

  it('shows the second boot alone, and with --keep the vm outlives it and is adopted', async () => {
    const first = await start();
    await first.running();
    expect(await first.end()).toBe(0);
    const second = await start('--keep');
    await second.running();
    expect(demoLines(second.said())).toEqual([expect.stringContaining('@@READY')]);
    expect(second.said()).not.toContain('image          tiny');
    const pid = await vmPid();
    expect(await second.end()).toBe(0);
    expect(second.said()).toContain('still running, and adopted by the next start: hello');
    expect(await processesOf(dataDir)).toContain(pid);
    const third = await start();
    await third.running();
    expect(third.said()).toContain(`was left running and is adopted (pid ${pid})`);
    expect(await third.end()).toBe(0);
    expect(await processesOf(dataDir)).toEqual([]);
  });
});
