/** Whose process is this: the pid alone never says. */
import { readFile, readdir, readlink, realpath } from 'node:fs/promises';
import { basename } from 'node:path';

export interface ProcessStat {
  readonly state: string;
  /** Field 22: clock ticks from the machine's boot to the start of the process. */
  readonly startTicks: number;
}

/** Null when there is no such process. */
export const statOf = async (pid: number): Promise<ProcessStat | null> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  // The name in the second field may hold spaces and brackets.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields?.[19]);
  return fields?.[0] === undefined || !Number.isSafeInteger(ticks) ? null : { state: fields[0], startTicks: ticks };
};

/** The kernel tells user programs of 100 ticks a second, whatever its own are. */
const msOfTick = 10;

export const ageOf = async ({ startTicks }: { readonly startTicks: number }): Promise<number> => {
  const [up = ''] = (await readFile('/proc/uptime', 'utf8')).split(' ');
  return Number(up) * 1_000 - startTicks * msOfTick;
};

const isOver = (state: string): boolean => state === 'Z' || state === 'X';

/** True while this very process lives. */
export const lives = async ({
  pid,
  startTicks,
}: {
  readonly pid: number;
  readonly startTicks: number;
}): Promise<boolean> => {
  const stat = await statOf(pid);
  return stat !== null && stat.startTicks === startTicks && !isOver(stat.state);
};

export const argumentsOf = async (pid: number): Promise<readonly string[]> =>
  ((await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null)) ?? '').split('\0');

export interface Sought {
  readonly vmId: string;
  readonly directory: string;
  readonly binary: string;
}

const mentions = (args: readonly string[], vmId: string): boolean => {
  const at = args.indexOf('-uuid');
  return at !== -1 && args[at + 1] === vmId;
};

const worksIn = async (pid: number, directory: string): Promise<boolean> => {
  const [at, here] = await Promise.all([
    readlink(`/proc/${pid}/cwd`).catch(() => null),
    realpath(directory).catch(() => null),
  ]);
  return at !== null && at === here;
};

/** A QEMU with this vm's id among its arguments, working in this vm's directory. */
export const isQemuOf = async (pid: number, sought: Sought): Promise<boolean> => {
  const args = await argumentsOf(pid);
  return (
    basename(args[0] ?? '') === basename(sought.binary) && mentions(args, sought.vmId) && worksIn(pid, sought.directory)
  );
};

/** Both QEMU and the shell above it, which has the same arguments. */
export const processesOf = async (sought: Sought): Promise<readonly number[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => mentions(await argumentsOf(pid), sought.vmId) && (await worksIn(pid, sought.directory))),
  );
  return pids.filter((_, index) => found[index]);
};
