/** QEMU's parent: a shell in a session of its own that waits and writes down how QEMU ended, also when the host process is gone by then. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { env } from 'node:process';
import { exitFile, type VmDirectory } from './vm-directory.ts';

const script = ['umask 077', '"$@"', `echo $? >${exitFile}.new`, `mv ${exitFile}.new ${exitFile}`].join('; ');

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
