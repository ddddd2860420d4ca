/** QEMU processes that work where vms have their folders: known by where they work and what they are, never by the pid alone. */
import type { StrangeProcess } from '@chronovisor/contracts';
import { Fault } from '@chronovisor/kernel';
import { readdir, readlink, realpath } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { signalTo } from './ending.ts';
import { argumentsOf, lives, statOf } from './identity.ts';

const lookEveryMs = 20;
const termWithinMs = 3_000;
const killWithinMs = 5_000;

const look = async (pid: number, root: string, binary: string): Promise<StrangeProcess | null> => {
  const args = await argumentsOf(pid);
  if (basename(args[0] ?? '') !== basename(binary)) return null;
  const [at, stat] = await Promise.all([readlink(`/proc/${pid}/cwd`).catch(() => ''), statOf(pid)]);
  const folder = at.replace(/ \(deleted\)$/u, '');
  if (dirname(folder) !== root || stat === null) return null;
  const uuid = args.includes('-uuid') ? (args[args.indexOf('-uuid') + 1] ?? null) : null;
  return { pid, startTicks: stat.startTicks, uuid: uuid?.slice(0, 64) ?? null, folder: basename(folder).slice(0, 64) };
};

export const markedProcesses = async (root: string, binary: string): Promise<readonly StrangeProcess[]> => {
  const real = await realpath(root).catch(() => null);
  if (real === null) return [];
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name)).map(Number);
  const found = await Promise.all(pids.map((pid) => look(pid, real, binary)));
  return found.filter((process) => process !== null);
};

type Identity = Pick<StrangeProcess, 'pid' | 'startTicks'>;

const endsWithin = async (process: Identity, ms: number): Promise<boolean> => {
  for (const until = performance.now() + ms; performance.now() < until; await sleep(lookEveryMs)) {
    if (!(await lives(process))) return true;
  }
  return false;
};

export const endMarked = async (root: string, binary: string, process: Identity): Promise<void> => {
  const marked = await markedProcesses(root, binary);
  if (!marked.some(({ pid, startTicks }) => pid === process.pid && startTicks === process.startTicks)) return;
  for (const [signal, patience] of [
    ['SIGTERM', termWithinMs],
    ['SIGKILL', killWithinMs],
  ] as const) {
    await signalTo(process, signal);
    if (await endsWithin(process, patience)) return;
  }
  throw new Fault('machine.will-not-end', `QEMU ${process.pid} is still there after SIGKILL`, {
    retry: 'later',
    facts: { pid: process.pid },
  });
};
