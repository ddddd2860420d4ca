/** Finds processes that a killed supervisor left behind on this data folder, and ends them before new ones start. */
import { isAlive, seeAllProcesses, type ProcessIdentity, type SeenProcess } from './proc.ts';

/** Every process of ours carries this, with the data folder as its value. */
export const markName = 'CHRONO_SUPERVISED';

export interface Orphan extends ProcessIdentity {
  readonly name: string;
}

/**
 * Looks at the processes themselves rather than at pid files, so that a stale file can never name a stranger. A vm inherits
 * the mark from its host process, so the program has to be one of ours as well.
 */
export const orphansAmong = (
  processes: readonly SeenProcess[],
  dataDir: string,
  programs: Readonly<Record<string, string>>,
): Orphan[] =>
  processes
    .filter((seen) => seen.pid !== process.pid && seen.environment.get(markName) === dataDir)
    .flatMap((seen) => {
      const [name] =
        Object.entries(programs).find(([, program]) => seen.commandLine.slice(0, 2).includes(program)) ?? [];
      return name === undefined ? [] : [{ name, pid: seen.pid, startTicks: seen.startTicks }];
    });

const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

const signal = (orphan: Orphan, name: 'SIGTERM' | 'SIGKILL'): void => {
  if (!isAlive(orphan)) return;
  try {
    // WHY SAFE: pid and start time were compared this moment; the process ran our program with the mark of this data folder.
    process.kill(orphan.pid, name);
  } catch (error) {
    // It ended between the look and the signal: that is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

const goneWithin = async (orphan: Orphan, milliseconds: number): Promise<boolean> => {
  for (const deadline = Date.now() + milliseconds; Date.now() < deadline; await pause(50)) {
    if (!isAlive(orphan)) return true;
  }
  return !isAlive(orphan);
};

export const endOrphan = async (orphan: Orphan, patience: number): Promise<void> => {
  signal(orphan, 'SIGTERM');
  if (await goneWithin(orphan, patience)) return;
  signal(orphan, 'SIGKILL');
  if (!(await goneWithin(orphan, 5_000)))
    throw new Error(`${orphan.name} (pid ${orphan.pid}) does not end, not even by SIGKILL`);
};

/** Ends them in the order in which a running supervisor would: nats last, because the others say goodbye over it. */
export const endOrphans = async (
  dataDir: string,
  programs: Readonly<Record<string, string>>,
  patience = 10_000,
): Promise<Orphan[]> => {
  const found = orphansAmong(seeAllProcesses(), dataDir, programs);
  await Promise.all(found.filter(({ name }) => name !== 'nats').map((orphan) => endOrphan(orphan, patience)));
  await Promise.all(found.filter(({ name }) => name === 'nats').map((orphan) => endOrphan(orphan, patience)));
  return found;
};
