/** A file system of a test's own that is soon full: memory mounted out of everybody's sight, gone with the process that holds it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withOwnMounts } from './rights.ts';

export interface SmallDisk {
  readonly path: string;
  remove(): Promise<void>;
}

// Ends with its input, so that a killed test leaves nothing either.
const hold = 'mount -t tmpfs -o "size=$1" tmpfs "$2" && echo mounted && exec cat';

export const smallDisk = async (size: string): Promise<SmallDisk> => {
  const [program = '', ...args] = withOwnMounts;
  const holder = spawn(program, [...args, 'sh', '-c', hold, 'sh', size, tmpdir()]);
  const ended = once(holder, 'close');
  let complaint = '';
  holder.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const mounted = await Promise.race([once(holder.stdout, 'data'), ended.then(() => null)]);
  if (mounted === null) throw new Error(`no file system of ${size}: ${complaint}`);
  return {
    // What only the holder has mounted is reached through its own root.
    path: join('/proc', String(holder.pid), 'root', tmpdir()),
    remove: async () => {
      holder.stdin.end();
      await ended;
    },
  };
};
