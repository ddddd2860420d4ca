/** What can go wrong on the line, each with what it means for the command that was waiting. */
import { Fault } from '@chronovisor/kernel';

/** A command that QEMU may or may not have carried out: only a look tells. */
export interface Waiting {
  readonly command: string;
  /** False while it still stood in our own queue: then it surely did not happen. */
  readonly sent: boolean;
}

const retryOf = ({ sent }: Waiting): 'look-first' | 'later' => (sent ? 'look-first' : 'later');

export const disconnected = (path: string, waiting: Waiting, cause?: unknown): Fault =>
  new Fault('qmp.disconnected', `the connection to QEMU ended before ${waiting.command} was answered`, {
    retry: retryOf(waiting),
    facts: { path, ...waiting },
    cause,
  });

export const timedOut = (path: string, waiting: Waiting, timeoutMs: number): Fault =>
  new Fault('qmp.timed-out', `QEMU did not answer ${waiting.command} within ${timeoutMs} ms`, {
    retry: retryOf(waiting),
    facts: { path, timeoutMs, ...waiting },
  });

export const aborted = (path: string, waiting: Waiting, cause: unknown): Fault =>
  new Fault('qmp.aborted', `the caller gave up waiting for ${waiting.command}`, {
    retry: retryOf(waiting),
    facts: { path, ...waiting },
    cause,
  });

export const busy = (path: string, command: string, outstanding: number): Fault =>
  new Fault('qmp.busy', `${outstanding} commands are already waiting for QEMU's answer`, {
    retry: 'later',
    facts: { path, command, outstanding },
  });

export const refused = (path: string, command: string, errorClass: string, description: string): Fault =>
  new Fault('qmp.refused', `QEMU refused ${command}: ${description}`, {
    retry: 'never',
    facts: { path, command, class: errorClass, desc: description },
  });

export const garbage = (path: string, why: string, line: string): Fault =>
  new Fault('qmp.garbage', `what came from ${path} is not QMP: ${why}`, {
    retry: 'look-first',
    facts: { path, why, line: line.slice(0, 200) },
  });

export const flooded = (path: string, held: number): Fault =>
  new Fault('qmp.flooded', `${held} events came in faster than they were taken`, {
    retry: 'look-first',
    facts: { path, held },
  });

export const noGreeting = (path: string, timeoutMs: number): Fault =>
  new Fault(
    'qmp.no-greeting',
    `nothing said hello on ${path} within ${timeoutMs} ms: another client may hold this monitor`,
    {
      retry: 'later',
      facts: { path, timeoutMs },
    },
  );
