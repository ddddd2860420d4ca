/** Gives every host that joins its pool `default`. */
import type { Bus } from '@chronovisor/bus';
import type { RecordedEvent } from '@chronovisor/event-store';
import { derivedId } from '@chronovisor/kernel/ids';
import type { Follower } from '@chronovisor/nest';
import type { Logger } from '@chronovisor/telemetry';
import { systemCommand } from './system-command.ts';

const AGAIN_MS = 1_000;

export class DefaultPools implements Follower {
  readonly name = 'storage.default-pools';
  readonly #bus: Pick<Bus, 'command'>;
  readonly #log: Logger;
  readonly #without = new Set<string>();
  readonly #seen = new Set<string>();
  #live = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(bus: Pick<Bus, 'command'>, log: Logger) {
    this.#bus = bus;
    this.#log = log;
  }

  reset(): void {
    this.#live = false;
    this.#without.clear();
    this.#seen.clear();
  }

  apply(event: RecordedEvent): void {
    if (event.type === 'compute.HostJoined') this.#joined((event.data as { readonly facts: { readonly hostId: string } }).facts.hostId);
    if (event.type === 'storage.PoolCreationRequested') this.#made((event.data as { readonly poolId: string }).poolId);
  }

  caughtUp(): void {
    this.#live = true;
    this.#makeAll();
  }

  async close(): Promise<void> {
    this.#live = false;
    clearTimeout(this.#timer);
  }

  #joined(hostId: string): void {
    // Once: a default pool that somebody deleted stays deleted.
    if (this.#seen.has(poolIdOf(hostId))) return;
    this.#without.add(hostId);
    if (this.#live) this.#makeAll();
  }

  #made(poolId: string): void {
    this.#seen.add(poolId);
    for (const hostId of this.#without) if (poolIdOf(hostId) === poolId) this.#without.delete(hostId);
  }

  #makeAll(): void {
    for (const hostId of this.#without) {
      this.#make(hostId).catch((error: unknown) => this.#log.error({ err: error, hostId }, 'the default pool could not be asked for'));
    }
  }

  async #make(hostId: string): Promise<void> {
    const poolId = poolIdOf(hostId);
    const reply = await this.#bus.command(systemCommand('storage.CreatePool', { poolId, name: 'default', hostId, path: null }, derivedId(poolId, 'create')));
    if (reply.kind === 'accepted') return;
    this.#log.warn({ hostId, reply }, 'the default pool could not be asked for; trying again');
    clearTimeout(this.#timer);
    if (this.#live) this.#timer = setTimeout(() => this.#makeAll(), AGAIN_MS);
  }
}

const poolIdOf = (hostId: string): string => derivedId(hostId, 'pool/default');
