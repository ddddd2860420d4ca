/** Tells processes apart by more than their pid, which the kernel gives out again. */
import { readFileSync, readdirSync } from 'node:fs';

export interface ProcessIdentity {
  readonly pid: number;
  /** Field 22 of /proc/pid/stat: when it began, in ticks since boot. */
  readonly startTicks: number;
}

export interface SeenProcess extends ProcessIdentity {
  readonly commandLine: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
}

// A process may end while it is read, and those of other users are closed to us: neither is ours to name.
const read = (pid: number, file: string): string | undefined => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
};

/** A zombie has ended: only its parent has not asked yet. */
const startTicksOf = (pid: number): number | undefined => {
  const fields = read(pid, 'stat')?.split(') ').at(-1)?.split(' ');
  return fields === undefined || fields[0] === 'Z' ? undefined : Number(fields[19]);
};

export const isAlive = ({ pid, startTicks }: ProcessIdentity): boolean => startTicksOf(pid) === startTicks;

const words = (text: string): string[] => text.split('\0').filter((word) => word !== '');

const environmentOf = (text: string): ReadonlyMap<string, string> =>
  new Map(words(text).map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]));

export const seeProcess = (pid: number): SeenProcess | undefined => {
  const startTicks = startTicksOf(pid);
  const commandLine = read(pid, 'cmdline');
  const environment = read(pid, 'environ');
  if (startTicks === undefined || commandLine === undefined || environment === undefined) return undefined;
  return { pid, startTicks, commandLine: words(commandLine), environment: environmentOf(environment) };
};

export const seeAllProcesses = (): SeenProcess[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => seeProcess(Number(name)))
    .filter((seen) => seen !== undefined);
