/** A guest that runs gives way: to the processes that look after it, and to the QEMUs that are only just starting. */
import { readdir, writeFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { lives } from './identity.ts';

type Lowered = Parameters<typeof lives>[0];

const lowered = 5;
const tries = 30;
const longestPauseMs = 300;

/**
 * Called when QEMU is up and not before: a QEMU that has to build its machine among fifty busy guests on two processors takes more than
 * twice as long when it has no more right to them than those have. Rejects when the process has ended.
 */
export const giveWay = async (process: Lowered): Promise<void> => {
  const { pid } = process;
  await lowerSession(process);
  // Threads made later take after those that made them.
  for (const thread of await readdir(`/proc/${pid}/task`)) setPriority(Number(thread), lowered);
};

/** Where the kernel weighs sessions against each other a thread's own niceness counts only within its session. Elsewhere there is no such file. */
const lowerSession = async (process: Lowered): Promise<void> => {
  for (let left = tries; ; left -= 1) {
    if (!(await lives(process))) throw new Error('it has ended');
    // WHY SAFE: pid and start time have just been compared; at worst somebody's session yields a little.
    const code = await writeFile(`/proc/${process.pid}/autogroup`, String(lowered)).then(
      () => null,
      (error: unknown) => (error as NodeJS.ErrnoException).code,
    );
    if (code === null || code === 'ENOENT') return;
    if (code !== 'EAGAIN' || left === 0) throw new Error(`the kernel answers ${code}`);
    // An ordinary user may do this ten times a second, whoever asks.
    await sleep(longestPauseMs * Math.random());
  }
};
