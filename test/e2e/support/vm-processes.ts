/** The QEMU processes that a test's house started, found by its own folder, ended by pid. */
import { readFile, readdir } from 'node:fs/promises';

const cmdlineOf = (pid: string): Promise<string> =>
  readFile(`/proc/${pid}/cmdline`, 'utf8').then(
    (text) => text.replaceAll('\0', ' '),
    () => '',
  );
const cwdOf = async (pid: string): Promise<string> => {
  const { readlink } = await import('node:fs/promises');
  return readlink(`/proc/${pid}/cwd`).catch(() => '');
};

const processes = async (): Promise<readonly string[]> => (await readdir('/proc')).filter((name) => /^\d+$/.test(name));

/** Pids of everything that runs in or names the folder; `program` narrows it down. */
export const processesOf = async (folder: string, program = ''): Promise<readonly number[]> => {
  const found: number[] = [];
  for (const pid of await processes()) {
    if (Number(pid) === process.pid) continue;
    const [cmdline, cwd] = await Promise.all([cmdlineOf(pid), cwdOf(pid)]);
    if ((cwd.startsWith(folder) || cmdline.includes(folder)) && cmdline.includes(program)) found.push(Number(pid));
  }
  return found;
};

export const qemuOf = (folder: string, vmId: string): Promise<readonly number[]> =>
  processesOf(folder, `-uuid ${vmId}`).then(async (pids) => {
    const own: number[] = [];
    for (const pid of pids) if (/^\S*qemu-system/.test(await cmdlineOf(String(pid)))) own.push(pid);
    return own;
  });

/** Ends all of them, whatever state they are in. */
export const endVms = async (folder: string): Promise<void> => {
  for (const pid of await processesOf(folder)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      // Ended between look and kill.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
};
