/** The one connection to a vm's serial socket: always drained, since a guest stalls when nobody reads, and fanned out to whoever listens. */
import type { Logger } from '@chronovisor/telemetry';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { serialSocket } from './command-line/serial.ts';
import { limitSerialLog } from './serial-log.ts';
import { connectIn } from './short-path.ts';
import type { VmDirectory } from './vm-directory.ts';

/** What a guest that does not read may let pile up here. */
const mostWaitingInput = 64 * 1024;
const checkLogEvery = 1024 ** 2;
const againAfterMs = 200;

export class SerialLine {
  readonly #directory: VmDirectory;
  readonly #log: Logger;
  readonly #listeners = new Set<(bytes: Uint8Array) => void>();
  readonly #ending = new AbortController();
  #socket: Socket | null = null;
  #sinceCheck = 0;

  constructor(directory: VmDirectory, log: Logger) {
    this.#directory = directory;
    this.#log = log;
  }

  /** Stays connected until closed. Resolves after the first try. */
  async open(): Promise<void> {
    await this.#connect();
    void this.#stayConnected();
  }

  listen(listener: (bytes: Uint8Array) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  write(bytes: Uint8Array): boolean {
    const socket = this.#socket;
    if (socket === null || socket.writableLength > mostWaitingInput) return false;
    socket.write(bytes);
    return true;
  }

  close(): void {
    this.#ending.abort();
    this.#socket?.destroy();
    this.#listeners.clear();
  }

  async #connect(): Promise<void> {
    const socket = await connectIn(this.#directory.path, serialSocket).catch(() => null);
    if (socket === null) return;
    socket.on('data', (bytes: Buffer) => this.#hear(bytes));
    if (this.#ending.signal.aborted) socket.destroy();
    else this.#socket = socket;
  }

  async #stayConnected(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      const socket = this.#socket;
      if (socket !== null && !socket.destroyed) await new Promise((resolve) => socket.once('close', resolve));
      this.#socket = null;
      await sleep(againAfterMs, undefined, { signal, ref: false }).catch(() => {});
      if (!signal.aborted) await this.#connect();
    }
  }

  #hear(bytes: Uint8Array): void {
    for (const listener of this.#listeners) listener(bytes);
    this.#sinceCheck += bytes.length;
    if (this.#sinceCheck < checkLogEvery) return;
    this.#sinceCheck = 0;
    limitSerialLog(this.#directory.serialFile).catch((error: unknown) =>
      this.#log.warn({ vmId: this.#directory.vmId, err: error }, 'the serial log cannot be limited'),
    );
  }
}
