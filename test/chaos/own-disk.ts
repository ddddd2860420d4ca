/** The same command once more, on a small disk in memory that nobody else sees and that goes with it. */
import { withOwnMounts } from '@chronovisor/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ON_IT = 'mount -t tmpfs -o "size=$1" tmpfs "$2" && shift 2 && exec "$@"';

/** Where it is, told to the process that runs on it. */
export const DISK_VARIABLE = 'CHAOS_DISK';

/** Gives the code it ended with. */
export const againOnOwnDisk = async (mib: number): Promise<number> => {
  const folder = await mkdtemp(join(tmpdir(), 'chrono-disk-'));
  const [program = '', ...rights] = withOwnMounts;
  const self = [process.execPath, ...process.argv.slice(1)];
  const child = spawn(program, [...rights, 'sh', '-c', ON_IT, 'sh', `${mib}m`, folder, ...self], {
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { ...process.env, [DISK_VARIABLE]: folder },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  // Of a run that was killed its watcher has removed it.
  await rm(folder, { recursive: true, force: true });
  return code ?? 1;
};
