/** Gives every host that joins its pool `default`. */
import type { Bus } from '@chronovisor/bus';
import type { RecordedEvent } from '@chronovisor/event-store';
import { derivedId } from '@chronovisor/kernel/ids';
import type { Follower } from '@chronovisor/nest';
import type { Logger } from '@chronovisor/telemetry';
import { systemCommand } from './system-command.ts';

const AGAIN_MS = 250;

type PoolData = { readonly poolId: string };

const poolIdOf = (hostId: string): string => derivedId(hostId, 'pool/default');

export class DefaultPools implements Follower {
  readonly name = 'storage.default-pools';
  readonly #bus: Pick<Bus, 'command'>;
  readonly #log: Logger;
  readonly #againMs: number;
  readonly #without = new Set<string>();
  /** Pools asked for at some time. */
  readonly #asked = new Set<string>();
  /** How often a pool could not be made. */
  readonly #failures = new Map<string, number>();
  #live = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(bus: Pick<Bus, 'command'>, log: Logger, againMs = AGAIN_MS) {
    this.#bus = bus;
    this.#log = log;
    this.#againMs = againMs;
  }

  reset(): void {
    this.#live = false;
    this.#without.clear();
    this.#asked.clear();
    this.#failures.clear();
  }

  apply(event: RecordedEvent): void {
    if (event.type === 'compute.HostJoined')
      this.#joined((event.data as { readonly facts: { readonly hostId: string } }).facts.hostId);
    if (event.type === 'storage.PoolCreationRequested') this.#made((event.data as unknown as PoolData).poolId);
    if (event.type === 'storage.PoolFailed') this.#failed((event.data as unknown as PoolData).poolId);
  }

  caughtUp(): void {
    this.#live = true;
    this.#makeAll();
  }

  rest(): void {
    this.#live = false;
    clearTimeout(this.#timer);
  }

  async close(): Promise<void> {
    this.rest();
  }

  #joined(hostId: string): void {
    // Once: a default pool that somebody deleted stays deleted.
    if (this.#asked.has(poolIdOf(hostId))) return;
    this.#without.add(hostId);
    if (this.#live) this.#makeAll();
  }

  #made(poolId: string): void {
    this.#asked.add(poolId);
    for (const hostId of this.#without) if (poolIdOf(hostId) === poolId) this.#without.delete(hostId);
  }

  /** The next start of the host is the next try. */
  #failed(poolId: string): void {
    this.#asked.delete(poolId);
    this.#failures.set(poolId, (this.#failures.get(poolId) ?? 0) + 1);
  }

  #makeAll(): void {
    for (const hostId of this.#without) {
      this.#make(hostId).catch((error: unknown) =>
        this.#log.error({ err: error, hostId }, 'the default pool could not be asked for'),
      );
    }
  }

  async #make(hostId: string): Promise<void> {
    const poolId = poolIdOf(hostId);
    const commandId = derivedId(poolId, `create ${this.#failures.get(poolId) ?? 0}`);
    const data = { poolId, name: 'default', hostId, path: null };
    const reply = await this.#bus.command(systemCommand('storage.CreatePool', data, commandId));
    if (reply.kind === 'accepted') return;
    if (reply.kind === 'refusal') {
      // Somebody gave the host a pool of that name: then it has one.
      this.#without.delete(hostId);
      this.#log.warn({ hostId, code: reply.code }, `the default pool was refused: ${reply.message}`);
      return;
    }
    this.#log.debug({ hostId, code: reply.code }, 'the default pool could not be asked for; trying again');
    clearTimeout(this.#timer);
    if (this.#live) this.#timer = setTimeout(() => this.#makeAll(), this.#againMs);
  }
}
