/** A guest that runs gives way: to the processes that look after it, and to the QEMUs that are only just starting. */
import { readdir, writeFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const lowered = 5;
const tries = 30;
const longestPauseMs = 300;

/**
 * Called when QEMU is up and not before: a QEMU that has to build its machine among fifty busy guests on two processors takes more than
 * twice as long when it has no more right to them than those have. Rejects when the process has ended.
 */
export const giveWay = async (pid: number): Promise<void> => {
  await lowerSession(pid);
  // Threads made later take after those that made them.
  for (const thread of await readdir(`/proc/${pid}/task`)) setPriority(Number(thread), lowered);
};

/** Where the kernel weighs sessions against each other a thread's own niceness counts only within its session. Elsewhere there is no such file. */
const lowerSession = async (pid: number): Promise<void> => {
  for (let left = tries; ; left -= 1) {
    const code = await writeFile(`/proc/${pid}/autogroup`, String(lowered)).then(
      () => null,
      (error: unknown) => (error as NodeJS.ErrnoException).code,
    );
    if (code === null || code === 'ENOENT') return;
    if (code !== 'EAGAIN' || left === 0) throw new Error(`the kernel answers ${code}`);
    // An ordinary user may do this ten times a second, whoever asks.
    await sleep(longestPauseMs * Math.random());
  }
};
