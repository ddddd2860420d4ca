/** Follows which nics are on a network and which addresses are given away on each host. */
import type { MessageOf, network } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';

type NicEvent = MessageOf<typeof network.NicCreated | typeof network.NicDeleted>;

interface Lease {
  readonly place: string;
  readonly address: string;
}

/** An address kept from others until the log shows it given away, or until it is released. */
export interface Held {
  readonly address: string;
  release(): void;
}

export type Choose = (taken: ReadonlySet<string>, last: string | null) => string | null;

const placeOf = (networkId: string, hostId: string): string => `${networkId}/${hostId}`;

export class LeasesView implements Follower {
  readonly name = 'network-leases';
  readonly #nics = new Map<string, Set<string>>();
  readonly #leases = new Map<string, Lease>();
  readonly #taken = new Map<string, Set<string>>();
  readonly #last = new Map<string, string>();
  /** Not part of the fold: choices of this process that are on their way into the log. */
  readonly #held = new Map<string, string[]>();

  reset(): void {
    for (const fold of [this.#nics, this.#leases, this.#taken, this.#last]) fold.clear();
  }

  apply(recorded: RecordedEvent): void {
    if (recorded.type !== 'network.NicCreated' && recorded.type !== 'network.NicDeleted') return;
    const event = recorded as unknown as NicEvent;
    if (event.type === 'network.NicCreated') this.#add(event.data);
    else this.#remove(event.data);
  }

  nicsOn(networkId: string): number {
    return this.#nics.get(networkId)?.size ?? 0;
  }

  /** Null when `choose` finds nothing. Nobody else is given the same address before it is released. */
  hold(networkId: string, hostId: string, choose: Choose): Held | null {
    const place = placeOf(networkId, hostId);
    const held = this.#held.get(place) ?? [];
    const address = choose(
      new Set([...(this.#taken.get(place) ?? []), ...held]),
      held.at(-1) ?? this.#last.get(place) ?? null,
    );
    if (address === null) return null;
    held.push(address);
    this.#held.set(place, held);
    return { address, release: () => this.#release(place, address) };
  }

  #release(place: string, address: string): void {
    const left = (this.#held.get(place) ?? []).filter((other) => other !== address);
    if (left.length === 0) this.#held.delete(place);
    else this.#held.set(place, left);
  }

  #add({ nicId, hostId, nic }: (NicEvent & { type: 'network.NicCreated' })['data']): void {
    const nics = this.#nics.get(nic.networkId) ?? new Set();
    this.#nics.set(nic.networkId, nics.add(nicId));
    if (nic.address === null) return;
    const place = placeOf(nic.networkId, hostId);
    const taken = this.#taken.get(place) ?? new Set();
    this.#taken.set(place, taken.add(nic.address));
    this.#leases.set(nicId, { place, address: nic.address });
    this.#last.set(place, nic.address);
    this.#release(place, nic.address);
  }

  #remove({ nicId, networkId }: (NicEvent & { type: 'network.NicDeleted' })['data']): void {
    this.#nics.get(networkId)?.delete(nicId);
    const lease = this.#leases.get(nicId);
    if (lease === undefined) return;
    this.#taken.get(lease.place)?.delete(lease.address);
    this.#leases.delete(nicId);
  }
}
