/** QEMU's parent: a shell in a session of its own that waits and writes down how QEMU ended, also when the host process is gone by then. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { env } from 'node:process';
import { exitFile, type VmDirectory } from './vm-directory.ts';

/**
 * Guests that want every processor at once must not keep the processes that look after them from doing so. Where the kernel weighs
 * sessions against each other a process's own niceness counts for nothing, and the session's is set; where it does not, there is no such file.
 */
const lowered = 5;
const script = [
  'umask 077',
  `[ ! -w /proc/self/autogroup ] || echo ${lowered} >/proc/self/autogroup`,
  `nice -n ${lowered} "$@"`,
  `echo $? >${exitFile}.new`,
  `mv ${exitFile}.new ${exitFile}`,
].join('; ');

export const spawnShim = async (
  directory: VmDirectory,
  binary: string,
  args: readonly string[],
): Promise<ChildProcess> => {
  const log = await directory.openLog();
  try {
    const shim = spawn('/bin/sh', ['-c', script, 'sh', binary, ...args], {
      cwd: directory.path,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: { PATH: env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' },
    });
    await once(shim, 'spawn');
    shim.unref();
    return shim;
  } finally {
    await log.close();
  }
};
