/** Whether a pid is still the process it was: a number alone may belong to anybody by now. */
import { readFile } from 'node:fs/promises';

export interface ProcessIdentity {
  readonly pid: number;
  /** Field 22 of /proc/pid/stat. */
  readonly startTicks: number;
}

/** Null when there is no such process, or only what is left of one. */
const startTicksOf = async (pid: number): Promise<number | null> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat === null) return null;
  // The command's name, in brackets, may itself hold spaces and brackets.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? null : Number(fields[18]);
};

const argumentsOf = async (pid: number): Promise<readonly string[]> =>
  (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');

/** The identity of `pid` when it is a process called with this argument. */
export const identify = async (pid: number, argument: string): Promise<ProcessIdentity | null> => {
  const startTicks = await startTicksOf(pid);
  return startTicks !== null && (await argumentsOf(pid)).includes(argument) ? { pid, startTicks } : null;
};

export const isRunning = async ({ pid, startTicks }: ProcessIdentity): Promise<boolean> =>
  (await startTicksOf(pid)) === startTicks;
