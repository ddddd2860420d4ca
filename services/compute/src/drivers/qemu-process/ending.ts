/** The end of a QEMU: seen, explained, written down, and brought about when asked. */
import { Fault, isFault } from '@chronovisor/kernel';
import type { QmpClient } from '@chronovisor/qmp';
import type { VmProcess } from '@chronovisor/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { lives } from './identity.ts';
import type { MachineEnd } from './qemu-process.port.ts';
import { type Traces, verdictOf } from './verdict.ts';
import type { VmDirectory } from './vm-directory.ts';

/** The shell above QEMU needs a moment to write the exit status; when it is gone too nobody ever will. */
const statusWithinMs = 450;
const lookEveryMs = 2;

export const isOver = async (directory: VmDirectory, process: VmProcess): Promise<boolean> =>
  (await directory.exitStatus()) !== null || !(await lives(process));

const awaitStatus = async (directory: VmDirectory): Promise<number | null> => {
  const until = performance.now() + statusWithinMs;
  for (;;) {
    const status = await directory.exitStatus();
    if (status !== null || performance.now() > until) return status;
    await sleep(lookEveryMs);
  }
};

/** What is left of a QEMU that is gone, turned into how it ended, and kept. */
export const concludeEnd = async (
  directory: VmDirectory,
  generation: number,
  heard: Pick<Traces, 'shutdown' | 'asked' | 'away'>,
): Promise<MachineEnd> => {
  const exitStatus = await awaitStatus(directory);
  const [pid, logTail] = await Promise.all([directory.pid(), directory.logTail()]);
  const end = verdictOf({ ...heard, exitStatus, pidFileLeft: pid !== null, logTail });
  await directory.keepEnd({ ...end, generation, settled: false });
  return end;
};

/** A QEMU that answers at all answers at once. */
const answerWithinMs = 2_000;
/** One that has answered is writing its disks out. */
const quitWithinMs = 15_000;
const termWithinMs = 2_000;
const killWithinMs = 5_000;

export interface Ending {
  readonly vmId: string;
  readonly process: VmProcess;
  readonly client: QmpClient | null;
  readonly ended: Promise<unknown>;
}

/** Asks, insists, kills. */
export const bringAbout = async (ending: Ending): Promise<void> => {
  const { client, process, ended } = ending;
  const overWithin = (ms: number): Promise<boolean> => {
    const patience = new AbortController();
    const over = ended.then(() => true);
    const late = sleep(ms, false, { signal: patience.signal }).catch(() => false);
    return Promise.race([over, late]).finally(() => patience.abort());
  };
  if (client !== null) {
    // Its answer may be lost although it obeys, and an answer that does not come means that QEMU hangs.
    const asked = await client.execute('quit', undefined, { timeoutMs: answerWithinMs }).then(
      () => true,
      (error: unknown) => isFault(error) && error.code === 'qmp.disconnected',
    );
    if (await overWithin(asked ? quitWithinMs : 1)) return;
  }
  for (const [signal, patience] of [
    ['SIGTERM', termWithinMs],
    ['SIGKILL', killWithinMs],
  ] as const) {
    await signalTo(process, signal);
    if (await overWithin(patience)) return;
  }
  throw new Fault('machine.will-not-end', `QEMU ${process.pid} is still there after SIGKILL`, {
    retry: 'later',
    facts: { vmId: ending.vmId, pid: process.pid },
  });
};

/** To this very process and no other that may have got its pid since. */
export const signalTo = async (
  target: Pick<VmProcess, 'pid' | 'startTicks'>,
  signal: 'SIGTERM' | 'SIGKILL',
): Promise<void> => {
  if (!(await lives(target))) return;
  try {
    // WHY SAFE: pid and start time have just been compared with those of the QEMU that is meant.
    process.kill(target.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};
