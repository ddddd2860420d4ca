/** What is really on the machine: processes by vm, directories and volume files by host. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { processesOf, qemuOf } from '../e2e/support/vm-processes.ts';

const namesIn = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []);

/** Ids of vms that have a directory on a host. */
export const vmDirectories = (dataDir: string, host: string): Promise<readonly string[]> =>
  namesIn(join(dataDir, 'hosts', host, 'vms'));

export const volumeFiles = async (folder: string): Promise<readonly string[]> =>
  (await namesIn(folder)).filter((name) => !name.startsWith('.'));

export const qemusOf = qemuOf;

const uuidOf = async (pid: number): Promise<string | null> => {
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const words = line.split('\0');
  const at = words.indexOf('-uuid');
  return at < 0 ? null : (words[at + 1] ?? null);
};

/** Vms that some process is about: QEMU or the one above it. */
export const vmsWithProcesses = async (dataDir: string): Promise<ReadonlySet<string>> => {
  const uuids = await Promise.all((await processesOf(dataDir, '-uuid')).map(uuidOf));
  return new Set(uuids.filter((uuid) => uuid !== null));
};
