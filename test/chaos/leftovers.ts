/** What a chaos run that was killed leaves behind, and how it goes: by the watcher that outlives it, else when the next one starts. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { processesOf } from '../e2e/support/vm-processes.ts';

const program = promisify(execFile);

/** In the environment of all processes of a run: the folder of it. */
export const RUN_VARIABLE = 'CHAOS_RUN';
/** What a run tells its watcher when it has removed everything itself. */
export const DONE = 'done';
const PREFIX = 'chrono-chaos-';
const FILE = 'run.json';
/** Where the servers of networks have what they read. */
const RUN_DIR = '/run/chronovisor';
const PAUSE_MS = 200;

export interface Traces {
  readonly pid: number;
  /** In ticks since the machine booted: pids come again, a pid with its start does not. */
  readonly startedAt: string;
  readonly namespace: string | null;
  /** The small disk everything is on, where there is one. */
  readonly disk: string | null;
}

const START_FIELD = 19;

const startOf = async (pid: number): Promise<string | null> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  // The name before the last bracket may hold anything.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[START_FIELD] ?? null;
};

export const makeFolder = (): Promise<string> => mkdtemp(join(tmpdir(), PREFIX));

export const writeTraces = async (folder: string, traces: Pick<Traces, 'namespace' | 'disk'>): Promise<void> => {
  const self = { pid: process.pid, startedAt: await startOf(process.pid) };
  await writeFile(join(folder, FILE), JSON.stringify({ ...self, ...traces }));
};

const marked = async (folder: string): Promise<readonly number[]> => {
  const found: number[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (environment.split('\0').includes(`${RUN_VARIABLE}=${folder}`)) found.push(Number(pid));
  }
  return found;
};

const inside = async (namespace: string | null): Promise<readonly number[]> => {
  if (namespace === null) return [];
  const { stdout } = await program('ip', ['netns', 'pids', namespace]).catch(() => ({ stdout: '' }));
  return stdout.split('\n').filter(Boolean).map(Number);
};

/** QEMU is given no environment of ours, but works in the folder. */
const processesOfRun = async (folder: string, { namespace, disk }: Traces): Promise<readonly number[]> => {
  const all = [
    ...(await marked(folder)),
    ...(await processesOf(folder)),
    ...(await inside(namespace)),
    ...(disk === null ? [] : await processesOf(disk)),
  ];
  return [...new Set(all)].filter((pid) => pid !== process.pid);
};

const end = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // Ended between look and kill.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

const ENDINGS = 50;

const removeNamespace = async (name: string): Promise<void> => {
  const { stdout } = await program('ip', ['netns', 'exec', name, 'ip', '-j', 'link', 'show']).catch(() => ({
    stdout: '[]',
  }));
  for (const { ifname } of JSON.parse(stdout) as readonly { ifname: string }[])
    if (ifname.startsWith('chr')) await rm(join(RUN_DIR, ifname), { recursive: true, force: true });
  await program('ip', ['netns', 'delete', name]).catch(() => null);
};

/** The disk goes with the last process that sees it; what is left of it outside is an empty folder. */
const removeDisk = async (disk: string): Promise<void> => {
  await program('umount', ['--lazy', disk]).catch(() => null);
  await rmdir(disk).catch(() => null);
};

/** Safe to be done twice, and at once by two. */
export const removeRun = async (folder: string): Promise<void> => {
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => null);
  if (text === null) return;
  const traces = JSON.parse(text) as Traces;
  for (let tried = 0; tried < ENDINGS; tried += 1) {
    const left = await processesOfRun(folder, traces);
    if (left.length === 0) break;
    left.forEach(end);
    await sleep(PAUSE_MS);
  }
  if (traces.namespace !== null) await removeNamespace(traces.namespace);
  if (traces.disk !== null) await removeDisk(traces.disk);
  await rm(folder, { recursive: true, force: true });
};

const isAlive = async ({ pid, startedAt }: Traces): Promise<boolean> => (await startOf(pid)) === startedAt;

/** Of runs on this machine that are no more. */
export const removeLeftovers = async (within = tmpdir()): Promise<void> => {
  for (const name of (await readdir(within)).filter((one) => one.startsWith(PREFIX))) {
    const folder = join(within, name);
    const text = await readFile(join(folder, FILE), 'utf8').catch(() => null);
    if (text !== null && !(await isAlive(JSON.parse(text) as Traces))) await removeRun(folder);
  }
};
