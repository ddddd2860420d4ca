/** Runs the whole supervisor as a process, over a real nats-server and small stand-ins for control and host. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { freePort } from './free-port.ts';
import { endOrphans } from './orphans.ts';
import { seeProcess } from './proc.ts';
import type { Patience } from './watch.ts';

let folder = '';
let port = 0;
let patience: Patience | undefined;
let natsUrl = '';
const started: Running[] = [];

interface Running {
  readonly child: ChildProcess;
  said: string;
  readonly until: (words: string | RegExp) => Promise<void>;
  readonly ended: Promise<number | null>;
}

const here = import.meta.dirname;
const root = (): string => join(folder, 'clone');
const data = (): string => join(folder, 'data');

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chrono-start-'));
  port = await freePort();
  patience = undefined;
  natsUrl = '';
  mkdirSync(join(root(), 'dist'), { recursive: true });
  writeFileSync(join(root(), 'package.json'), '{"type":"module"}');
  writeFileSync(join(root(), 'dist', 'control.js'), `import ${JSON.stringify(join(here, 'stand-in-control.ts'))};`);
  const beat = `import { writeFileSync } from 'node:fs'; setInterval(() => writeFileSync(${JSON.stringify(join(data(), 'host-beat'))}, ''), 50);`;
  writeFileSync(join(root(), 'dist', 'host.js'), `${beat} console.log("host is up");`);
});

afterEach(async () => {
  for (const { child, ended } of started.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
  }
  await endOrphans(data(), {
    nats: '/usr/sbin/nats-server',
    control: join(root(), 'dist', 'control.js'),
    host: join(root(), 'dist', 'host.js'),
  });
  rmSync(folder, { recursive: true, force: true });
});

const start = (...args: string[]): Running => startWith({}, ...args);
const startWith = (more: Readonly<Record<string, string>>, ...args: string[]): Running => {
  const guest = { kernel: '/k', initrd: '/i', cmdline: 'quiet' };
  const request = JSON.stringify({ args, root: root(), guest, patience });
  const program = `const { up } = await import(${JSON.stringify(join(here, 'up.ts'))}); process.exitCode = await up(${request});`;
  const env = {
    ...process.env,
    ...{ CHRONO_DATA_DIR: data(), CHRONO_HTTP_PORT: String(port), CHRONO_HOST_NAME: 'local', CHRONO_NATS_URL: natsUrl },
    ...more,
  };
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const has = (words: string | RegExp): boolean =>
    typeof words === 'string' ? running.said.includes(words) : words.test(running.said);
  const until = async (words: string | RegExp): Promise<void> => {
    while (!has(words)) {
      if (child.exitCode !== null) throw new Error(`it ended without saying ${words}:\n${running.said}`);
      await new Promise((done) => setTimeout(done, 20));
    }
  };
  const running: Running = { child, said: '', until, ended };
  for (const pipe of [child.stdout, child.stderr])
    pipe.setEncoding('utf8').on('data', (text: string) => (running.said += text));
  started.push(running);
  return running;
};

const pidOf = (name: string): number => Number(readFileSync(join(data(), 'run', `${name}.pid`), 'utf8'));

const call = async (path: string, method = 'GET'): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { authorization: `Bearer ${readFileSync(join(data(), 'admin-token'), 'utf8').trim()}` },
  });

const runs = 'What happens from now on:';

describe('npm start', () => {
  it('brings up the processes and the demo vm, and shows the guest until it is ready', async () => {
    const one = start();
    await one.until(runs);
    expect(one.said).toContain('QEMU 7.2, accelerator tcg');
    expect(one.said).toContain('not usable: the probe hung');
    expect(one.said).toMatch(/│ SeaBIOS\n.*│ Linux boots\n.*│ @@READY up=1.0: tiny is ready\n/);
    expect(one.said).not.toContain('tick 1');
    expect(one.said).toContain(`http://127.0.0.1:${port}/docs`);
    expect(one.said).toContain(join(data(), 'admin-token'));
    expect(one.said.match(/npx chrono /g)).toHaveLength(3);
    expect([pidOf('nats'), pidOf('control'), pidOf('host-local')].map((pid) => seeProcess(pid)?.pid)).not.toContain(
      undefined,
    );
  });

  it('hands credentials to its processes without showing them to everybody', async () => {
    const one = start('--no-demo');
    await one.until(runs);
    const given = (await (await call('/given')).json()) as { natsUrl: string; arguments: string[] };
    expect(given.natsUrl).toMatch(/^nats:\/\/chronovisor:[0-9a-f]{48}@127\.0\.0\.1:\d+$/);
    const words = ['nats', 'control', 'host-local'].flatMap((name) => seeProcess(pidOf(name))?.commandLine ?? []);
    expect(words.join(' ')).not.toContain(new URL(given.natsUrl).password);
  });

  it('closes a data folder that was open to everybody', async () => {
    mkdirSync(data(), { mode: 0o755 });
    const one = start('--no-demo');
    await one.until(runs);
    expect(statSync(data()).mode & 0o777).toBe(0o700);
    expect(one.said).not.toContain('open to other users');
  });

  it('says of a data folder with things of others in it that it stays open', async () => {
    mkdirSync(join(data(), 'theirs'), { recursive: true, mode: 0o755 });
    const one = start('--no-demo');
    await one.until(runs);
    expect(statSync(data()).mode & 0o777).toBe(0o755);
    expect(one.said).toContain(`chmod go= ${data()}`);
  });

  it('stops the demo vm and everything else when asked to end', async () => {
    const one = start();
    await one.until(runs);
    const pids = ['nats', 'control', 'host-local'].map(pidOf);
    one.child.kill('SIGINT');
    expect(await one.ended).toBe(0);
    expect(one.said).toContain('vm hello is off');
    expect(pids.map((pid) => seeProcess(pid))).toEqual([undefined, undefined, undefined]);
    expect(readdirSync(join(data(), 'run')).filter((name) => /^(nats|control|host-.*)\.pid$/.test(name))).toEqual([]);
    expect(readFileSync(join(data(), 'logs', 'control.log'), 'utf8')).toContain('control says goodbye');
  });

  it('leaves vms alone with --keep, and says so', async () => {
    const one = start('--keep');
    await one.until(runs);
    one.child.kill('SIGTERM');
    expect(await one.ended).toBe(0);
    expect(one.said).toContain('still running, and adopted by the next start: hello');
  });

  it('does not promise simulated vms back', async () => {
    const one = startWith({ CHRONO_HOST_DRIVER: 'sim' }, '--keep');
    await one.until(runs);
    one.child.kill('SIGTERM');
    expect(await one.ended).toBe(0);
    expect(one.said).toContain('gone with their host and off at the next start: hello');
  });

  it('starts the services alone with --no-demo', async () => {
    const one = start('--no-demo');
    await one.until(runs);
    expect((await call('/api/v1/vms/hello')).status).toBe(404);
    expect(one.said.match(/npx chrono .*/g)?.join()).not.toMatch(/tiny|hello/);
  });

  it('starts a process that dies again, and goes on telling events', async () => {
    const one = start('--no-demo');
    await one.until(runs);
    process.kill(pidOf('host-local'), 'SIGKILL');
    await one.until('host-local ended (signal SIGKILL); it is started again in 0.1 s');
    process.kill(pidOf('control'), 'SIGKILL');
    await one.until('control ended (signal SIGKILL)');
    while (!one.said.includes('vm.paused')) {
      // Nobody answers until the process is up again.
      await call('/tell', 'POST').catch(() => undefined);
      await new Promise((done) => setTimeout(done, 50));
    }
    expect(one.said).toMatch(/\d\d:\d\d:\d\d {2}vm\.paused +vm hello +The vCPUs stand still {2}by user admin/);
  });

  it.each(['control', 'host-local', 'nats'])('replaces %s when it lives and no longer answers', async (name) => {
    patience = { interval: 300, silence: 3_000, start: 12_000 };
    const one = start('--no-demo');
    await one.until(runs);
    const others = ['control', 'host-local', 'nats'].filter((other) => other !== name);
    const before = others.map(pidOf);
    const hung = pidOf(name);
    process.kill(hung, 'SIGSTOP');
    await one.until(new RegExp(`${name} lives and has not answered for [\\d.]+ s; it is killed, vms go on`));
    await one.until(`${name} ended (signal SIGKILL); it is started again in 0.1 s`);
    const file = join(data(), 'run', `${name}.pid`);
    while (!existsSync(file) || pidOf(name) === hung) await new Promise((done) => setTimeout(done, 20));
    expect(seeProcess(hung)).toBeUndefined();
    expect(others.map(pidOf)).toEqual(before);
  });

  it('names the running one when it is started twice on one data folder', async () => {
    const one = start('--no-demo');
    await one.until(runs);
    const two = start('--no-demo');
    expect(await two.ended).toBe(1);
    expect(two.said).toContain(`Chronovisor runs already on ${data()} (pid ${one.child.pid})`);
    expect(two.said).toContain(`CHRONO_HTTP_PORT=${port + 1} npm start`);
  });

  it('ends what a killed supervisor left behind, and starts', async () => {
    const one = start('--no-demo');
    await one.until(runs);
    const left = ['nats', 'control', 'host-local'].map(pidOf);
    one.child.kill('SIGKILL');
    await one.ended;
    expect(left.map((pid) => seeProcess(pid)?.pid)).toEqual(left);
    const two = start('--no-demo');
    await two.until(runs);
    expect(two.said).toContain('an earlier start was killed and left');
    expect(left.map((pid) => seeProcess(pid))).toEqual([undefined, undefined, undefined]);
    expect(readFileSync(join(data(), 'nats', 'url'), 'utf8')).toContain(':');
  });

  it('gives up in words when a process never comes up, and leaves nothing running', async () => {
    writeFileSync(join(root(), 'dist', 'control.js'), 'console.log("the event store is damaged"); process.exit(1);');
    const one = start('--no-demo');
    expect(await one.ended).toBe(1);
    expect(one.said).toContain('control ended 5 times in a row; its last words:\nthe event store is damaged');
    expect(one.said).toContain(`look into ${join(data(), 'logs', 'control.log')}`);
    expect(existsSync(join(data(), 'run', 'nats.pid'))).toBe(false);
  });

  it('says which process has its port', async () => {
    const other = start('--no-demo');
    await other.until(runs);
    const env = { ...process.env, CHRONO_DATA_DIR: `${data()}-2`, CHRONO_HTTP_PORT: String(port) };
    const program = `const { up } = await import(${JSON.stringify(join(here, 'up.ts'))}); process.exitCode = await up({ args: [], root: ${JSON.stringify(root())} });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said, [code]] = await Promise.all([child.stdout.setEncoding('utf8').toArray(), once(child, 'close')]);
    expect(code).toBe(1);
    expect(said.join('')).toContain(`port ${port} is taken by`);
  });

  it('says at once when nobody answers where CHRONO_NATS_URL leads, and leaves nothing running', async () => {
    const nobody = await freePort();
    natsUrl = `nats://somebody:secret@127.0.0.1:${nobody}`;
    const one = start('--no-demo');
    expect(await one.ended).toBe(1);
    expect(one.said).toContain(`no nats-server answers at 127.0.0.1:${nobody}, which CHRONO_NATS_URL names`);
    expect(one.said).toContain('leave CHRONO_NATS_URL out');
    expect(one.said).not.toMatch(/ok +nats|admin-token|secret/);
    expect(existsSync(join(data(), 'run', 'control.pid'))).toBe(false);
  });

  it('refuses an option it does not know', async () => {
    const one = start('--demo');
    expect(await one.ended).toBe(2);
    expect(one.said).toContain('--demo is no option of npm start');
  });
});
