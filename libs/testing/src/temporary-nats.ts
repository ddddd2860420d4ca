/** A real nats-server of a test's own: free port, temporary folder, ended by its pid. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.ts';

export interface TemporaryNats {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Ends the server; `start` brings it back on the same port. */
  kill(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  start(): Promise<void>;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
}

const START_WITHIN_MS = 20_000;

class OwnNats implements TemporaryNats {
  readonly #folder: string;
  readonly #address: string;
  #server: ChildProcess | null = null;
  #port = -1;

  readonly #more: readonly string[];

  constructor(folder: string, address: string, more: readonly string[]) {
    this.#folder = folder;
    this.#address = address;
    this.#more = more;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `nats://${this.#address}:${this.#port}`;
  }

  get pid(): number {
    if (this.#server?.pid === undefined) throw new Error('nats-server is not running');
    return this.#server.pid;
  }

  /** With port -1 the server takes a free one itself and writes it down: nobody can snatch it in between. */
  async start(): Promise<void> {
    const args = ['-a', this.#address, '-p', String(this.#port), '--ports_file_dir', this.#folder, ...this.#more];
    const server = spawn('nats-server', args, { cwd: this.#folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    server.stderr.on('data', (piece: Buffer) => {
      said = (said + piece.toString()).slice(-4_000);
    });
    await once(server, 'spawn');
    this.#server = server;
    const file = join(this.#folder, `nats-server_${server.pid}.ports`);
    const ports = await eventually(
      async () => {
        if (server.exitCode !== null) return { ended: true, nats: [] as string[] };
        return JSON.parse(await readFile(file, 'utf8')) as { ended?: boolean; nats: string[] };
      },
      { withinMs: START_WITHIN_MS },
    );
    if (ports.ended) throw new Error(`nats-server ended with ${server.exitCode}: ${said}`);
    this.#port = Number(new URL(ports.nats[0] as string).port);
  }

  async kill(signal: 'SIGTERM' | 'SIGKILL' = 'SIGKILL'): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

export interface NatsOptions {
  /** Another one than loopback only for hosts in network namespaces of the test's own. */
  readonly address?: string | undefined;
  /** Streams are kept in the server's folder. */
  readonly jetstream?: boolean;
  /** Where the server's folder is made. Default: where temporary files go. */
  readonly within?: string | undefined;
}

export const temporaryNats = async ({
  address = '127.0.0.1',
  jetstream = false,
  within = tmpdir(),
}: NatsOptions = {}): Promise<TemporaryNats> => {
  const folder = await mkdtemp(join(within, 'chrono-nats-'));
  const nats = new OwnNats(folder, address, jetstream ? ['-js', '-sd', join(folder, 'streams')] : []);
  try {
    await nats.start();
  } catch (error) {
    await nats.stop();
    throw error;
  }
  return nats;
};
