/** Gives a run its folder, and a watcher that removes everything of it should the run be killed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { DONE, RUN_VARIABLE, makeFolder, removeLeftovers } from './leftovers.ts';

const WATCHER = fileURLToPath(new URL('watcher.ts', import.meta.url));

export interface Watched {
  readonly folder: string;
  /** Nothing is left to be removed but the folder. */
  done(): Promise<void>;
}

export const watched = async (): Promise<Watched> => {
  await removeLeftovers();
  const folder = await makeFolder();
  // A session of its own: what ends the whole group of a terminal does not reach it.
  const watcher = spawn(process.execPath, [WATCHER, folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  await once(watcher, 'spawn');
  process.env[RUN_VARIABLE] = folder;
  return {
    folder,
    done: async () => {
      delete process.env[RUN_VARIABLE];
      const ended = once(watcher, 'exit');
      watcher.stdin.end(DONE);
      await ended;
      await rm(folder, { recursive: true });
    },
  };
};
