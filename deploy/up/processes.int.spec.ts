/** Holds the supervisor's handling of processes to real ones: starting again, ending, orphans, the lock of the data folder. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { isHeld, lockDataFolder } from './data-lock.ts';
import { lastWords, tailOf, trimLog } from './log-file.ts';
import { endOrphans, markName } from './orphans.ts';
import { isAlive, seeProcess } from './proc.ts';
import { supervise, type ProcessPlan, type Supervised } from './supervised.ts';

let folder = '';
const said: string[] = [];
const supervised: Supervised[] = [];
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chrono-up-'));
});

afterEach(async () => {
  await Promise.all(supervised.splice(0).map((one) => one.stop(0)));
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  said.splice(0);
  rmSync(folder, { recursive: true, force: true });
});

const until = async <T>(look: () => T | undefined | false): Promise<T> => {
  for (;;) {
    const seen = look();
    if (seen !== undefined && seen !== false) return seen;
    await new Promise((done) => setTimeout(done, 10));
  }
};

const script = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const forever = 'setInterval(() => {}, 1000);';
const stubborn = `process.on("SIGTERM", () => {}); console.log("deaf"); ${forever}`;

const plan = (text: string, change: Partial<ProcessPlan> = {}): ProcessPlan => ({
  name: 'one',
  file: process.execPath,
  args: [script('one.mjs', text)],
  env: { ...process.env },
  cwd: folder,
  pidFile: join(folder, 'run', 'one.pid'),
  logFile: join(folder, 'logs', 'one.log'),
  ...change,
});

const keep = (text: string, change: Partial<ProcessPlan> = {}): Supervised => {
  const one = supervise(plan(text, change), (line) => said.push(line));
  supervised.push(one);
  one.start();
  return one;
};

const pidInFile = (): number | undefined =>
  existsSync(join(folder, 'run', 'one.pid')) ? Number(readFileSync(join(folder, 'run', 'one.pid'), 'utf8')) : undefined;

const log = (): string => readFileSync(join(folder, 'logs', 'one.log'), 'utf8');

describe('a supervised process', () => {
  it('is started again when it is killed, with the new pid in its file', async () => {
    const one = keep(forever);
    const first = one.pid()!;
    expect(pidInFile()).toBe(first);
    process.kill(first, 'SIGKILL');
    const second = await until(() => (pidInFile() ?? first) !== first && pidInFile());
    expect(one.pid()).toBe(second);
    expect(said).toEqual(['one ended (signal SIGKILL); it is started again in 0.1 s']);
  });

  it('has its exit code and last words told, and waits longer each time', async () => {
    keep('console.log("the disk is full"); process.exit(3);');
    await until(() => said.length >= 3);
    expect(said.slice(0, 3)).toEqual(
      ['0.1', '0.2', '0.4'].map(
        (delay) => `one ended (exit code 3); its last words: the disk is full; it is started again in ${delay} s`,
      ),
    );
  });

  it('that cannot be started at all is said, not thrown', async () => {
    const one = keep(forever, { file: join(folder, 'nothing-here') });
    await until(() => said.length > 0);
    expect(said[0]).toContain('ENOENT');
    expect(await one.stop(1_000)).toBe(true);
  });

  it('ends when asked, and its pid file with it', async () => {
    const one = keep(
      `process.on("SIGTERM", () => { console.log("goodbye"); process.exit(0); }); console.log("up"); ${forever}`,
    );
    await until(() => log().includes('up'));
    expect(await one.stop(30_000)).toBe(true);
    expect(log()).toContain('goodbye');
    expect(pidInFile()).toBeUndefined();
    expect(said).toEqual([]);
  });

  it('that will not end is killed', async () => {
    const one = keep(stubborn);
    await until(() => log().includes('deaf'));
    const pid = one.pid()!;
    expect(await one.stop(50)).toBe(false);
    expect(seeProcess(pid)).toBeUndefined();
  });

  it('stays ended when it is stopped while waiting to be started again', async () => {
    const one = keep('process.exit(1);');
    await until(() => said.length > 0);
    await one.stop(1_000);
    await new Promise((done) => setTimeout(done, 300));
    expect(one.pid()).toBeUndefined();
    expect(said).toHaveLength(1);
  });

  it('does not get the terminal’s Ctrl-C: it leads a process group of its own', async () => {
    const one = keep(forever);
    const groupOf = (pid: number): number =>
      Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[2]);
    expect(groupOf(one.pid()!)).toBe(one.pid());
    expect(groupOf(process.pid)).not.toBe(one.pid());
  });
});

describe('log files', () => {
  it('are readable by their owner only, and give their last lines', async () => {
    const one = keep(`console.log("a"); console.error("b"); console.log("c"); ${forever}`);
    await until(() => log().includes('c'));
    expect(tailOf(one.plan.logFile, 2)).toEqual(['b', 'c']);
    expect(statSync(one.plan.logFile).mode & 0o777).toBe(0o600);
  });

  it('written for machines are told in words', async () => {
    const entry = {
      level: 60,
      time: 1,
      msg: 'control cannot go on',
      err: { type: 'Fault', message: 'the store is in use' },
    };
    keep(`console.log(${JSON.stringify(JSON.stringify(entry))}); console.log('{"half": '); ${forever}`);
    await until(() => log().includes('half'));
    expect(lastWords(join(folder, 'logs', 'one.log'), 2)).toEqual([
      'control cannot go on: the store is in use',
      '{"half":',
    ]);
  });

  it('are cut while a process writes to them, without holes', async () => {
    const one = keep(`console.log("x".repeat(5000)); process.on("SIGUSR2", () => console.log("after")); ${forever}`);
    await until(() => log().length > 5_000);
    expect(trimLog(one.plan.logFile, 10_000)).toBe(false);
    expect(trimLog(one.plan.logFile, 1_000)).toBe(true);
    process.kill(one.pid()!, 'SIGUSR2');
    expect(await until(() => log().includes('after') && log())).toBe('after\n');
    expect(readFileSync(`${one.plan.logFile}.1`, 'utf8')).toHaveLength(5_001);
  });
});

describe('orphans', () => {
  const start = (text: string, name: string, mark: string | undefined): ChildProcess => {
    const env = { ...process.env };
    if (mark !== undefined) env[markName] = mark;
    const child = spawn(process.execPath, [script(name, `${text} console.log("up");`)], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    return child;
  };
  const up = (child: ChildProcess): Promise<unknown> => once(child.stdout!, 'data');

  it('of this data folder are ended, the deaf ones too, and nobody else', async () => {
    const polite = start(forever, 'control.mjs', folder);
    const deaf = start(stubborn, 'host.mjs', folder);
    const elsewhere = start(forever, 'control.mjs', `${folder}-2`);
    const vm = start(forever, 'vm.mjs', folder);
    const stranger = start(forever, 'stranger.mjs', undefined);
    await Promise.all([polite, deaf, elsewhere, vm, stranger].map(up));
    const ends = Promise.all([once(polite, 'exit'), once(deaf, 'exit')]);
    const programs = { control: join(folder, 'control.mjs'), host: join(folder, 'host.mjs') };
    const ended = await endOrphans(folder, programs, 300);
    expect(ended.map(({ name, pid }) => [name, pid])).toEqual(
      expect.arrayContaining([
        ['control', polite.pid],
        ['host', deaf.pid],
      ]),
    );
    expect(ended).toHaveLength(2);
    expect((await ends).map(([, signal]) => signal as string)).toEqual(['SIGTERM', 'SIGKILL']);
    expect([elsewhere, vm, stranger].map(({ exitCode, signalCode }) => exitCode ?? signalCode)).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('are told apart from a later process with the same pid', async () => {
    const child = start(forever, 'control.mjs', folder);
    await up(child);
    const seen = seeProcess(child.pid!)!;
    expect(isAlive(seen)).toBe(true);
    expect(isAlive({ pid: seen.pid, startTicks: seen.startTicks - 1 })).toBe(false);
  });
});

describe('the data folder', () => {
  it('is refused to a second supervisor, with the pid of the first', () => {
    const first = lockDataFolder(folder);
    const second = lockDataFolder(folder);
    expect(second).toEqual({ heldBy: process.pid });
    if (!isHeld(first)) first.release();
    const third = lockDataFolder(folder);
    expect(isHeld(third)).toBe(false);
    if (!isHeld(third)) third.release();
  });

  it('is free again when its holder was killed', async () => {
    const holder = script(
      'holder.mjs',
      `import { lockDataFolder } from ${JSON.stringify(join(import.meta.dirname, 'data-lock.ts'))};
       lockDataFolder(${JSON.stringify(folder)}); setImmediate(() => { gc(); console.log("held"); }); ${forever}`,
    );
    const child = spawn(process.execPath, ['--expose-gc', holder], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    await once(child.stdout, 'data');
    expect(lockDataFolder(folder)).toEqual({ heldBy: child.pid });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const mine = lockDataFolder(folder);
    expect(isHeld(mine)).toBe(false);
    if (!isHeld(mine)) mine.release();
  });
});
