/** A vm's monitor, kept connected: QEMU's events as news, and a new connection when the old one broke while QEMU lives. */
import { Fault } from '@chronovisor/kernel';
import { type OnTrace, type QmpClient, type QmpEvent, connectQmp } from '@chronovisor/qmp';
import { monitorSockets } from './command-line/monitors.ts';
import type { MachineNews, MachineStatus } from './qemu-process.port.ts';
import type { VmDirectory } from './vm-directory.ts';

/** The firmware resets the machine once more behind every reset, and QEMU may announce one twice: some 25 ms apart, more on a busy host. */
const sameResetMs = 1_000;

export const statusOf = async (client: QmpClient): Promise<MachineStatus> => {
  const { running, status } = await client.execute('query-status');
  return { running, reason: status };
};

/** Tries the monitors in turn, since somebody else may hold one of them. Throws what the last of them said. */
export const connectMonitor = async (
  directory: VmDirectory,
  { hear, trace }: Pick<MonitorEvents, 'hear' | 'trace'>,
  connectTimeoutMs: number,
): Promise<QmpClient> => {
  let last: unknown;
  for (const name of monitorSockets) {
    try {
      const client = await connectQmp({
        path: directory.file(name),
        onEvent: hear,
        onTrace: trace,
        connectTimeoutMs,
      });
      await mustBe(client, directory.vmId);
      return client;
    } catch (error) {
      last = error;
    }
  }
  throw last;
};

/** QEMU itself says whose machine it is. */
const mustBe = async (client: QmpClient, vmId: string): Promise<void> => {
  const { UUID } = await client.execute('query-uuid', undefined, { timeoutMs: 5_000 }).catch(async (error: unknown) => {
    await client.close();
    throw error;
  });
  if (UUID === vmId) return;
  await client.close();
  throw new Fault('machine.stranger', `the QEMU behind ${client.path} is ${UUID}`, { retry: 'never', facts: { vmId } });
};

export class MonitorEvents {
  readonly #listeners = new Set<(news: MachineNews) => void>();
  #lastReset = -Infinity;
  #letOn = 0;
  /** Reason of the last SHUTDOWN. */
  shutdown: string | null = null;
  /** Set by whoever owns the connection; events come through it. */
  client: QmpClient | null = null;
  /** Sees all that is said on the line. */
  readonly trace: OnTrace;

  constructor(trace: OnTrace = () => {}) {
    this.trace = trace;
  }

  listen(listener: (news: MachineNews) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(news: MachineNews): void {
    for (const listener of this.#listeners) listener(news);
  }

  /** It goes on because we said so: a pause heard before is over, though QEMU's answer about it may be read only now. */
  letGoOn(): void {
    this.#letOn += 1;
  }

  hear = async (event: QmpEvent): Promise<void> => {
    switch (event.name) {
      case 'SHUTDOWN':
        this.shutdown = event.data.reason;
        return;
      case 'STOP':
        return this.#stopped();
      case 'RESUME':
        return this.tell({ kind: 'resumed' });
      case 'RESET':
        return this.#reset(event.at, event.data.guest);
      case 'GUEST_PANICKED':
        return this.tell({ kind: 'panicked' });
      case 'BLOCK_IO_ERROR': {
        const { device, reason, nospace } = event.data;
        const node = event.data['node-name'];
        return this.tell({ kind: 'io-error', device: node ?? device, reason, noSpace: nospace === true });
      }
      default:
    }
  };

  #reset(at: number, byGuest: boolean): void {
    if (at - this.#lastReset < sameResetMs) return;
    this.#lastReset = at;
    if (byGuest) this.tell({ kind: 'reset' });
  }

  /** QEMU is asked why; when it runs again by the time it answers, the pause is over and no news any more. */
  async #stopped(): Promise<void> {
    const before = this.#letOn;
    const status = this.client === null ? null : await statusOf(this.client).catch(() => null);
    if (status?.running === true || before !== this.#letOn) return;
    this.tell({ kind: 'paused', reason: status?.reason ?? 'paused' });
  }
}
