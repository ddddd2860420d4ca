/** Which hosts there are, whether they speak, and which vms are on each: what compute's own decisions need. */
import type { HostFacts, computeEvents, MessageOf } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';

export interface KnownHost {
  readonly facts: HostFacts;
  readonly silent: boolean;
}

type ComputeEvent = MessageOf<(typeof computeEvents)[number]>;

type SetsByHost = Map<string, Set<string>>;

const put = (sets: SetsByHost, hostId: string, vmId: string): void => {
  const set = sets.get(hostId) ?? new Set();
  sets.set(hostId, set.add(vmId));
};

export class HostsView implements Follower {
  readonly name = 'compute.hosts';
  readonly #hosts = new Map<string, KnownHost>();
  readonly #vmsOf: SetsByHost = new Map();
  readonly #hostOf = new Map<string, string>();
  /** By host, since every heartbeat asks: vms that count as unknown, and those that would if the host fell silent. Those still being made are neither. */
  readonly #lostOf: SetsByHost = new Map();
  readonly #seenOf: SetsByHost = new Map();

  reset(): void {
    for (const part of [this.#hosts, this.#vmsOf, this.#hostOf, this.#lostOf, this.#seenOf]) part.clear();
  }

  apply(event: RecordedEvent): void {
    if (!event.type.startsWith('compute.')) return;
    this.#fold(event as unknown as ComputeEvent);
  }

  get(hostId: string): KnownHost | undefined {
    return this.#hosts.get(hostId);
  }

  all(): readonly KnownHost[] {
    return [...this.#hosts.values()];
  }

  vmsOn(hostId: string): readonly string[] {
    return [...(this.#vmsOf.get(hostId) ?? [])];
  }

  hasLost(hostId: string): boolean {
    return (this.#lostOf.get(hostId)?.size ?? 0) > 0;
  }

  /** Whether there are vms that would be told as unknown if the host were silent, and are not. */
  hasSeen(hostId: string): boolean {
    return (this.#seenOf.get(hostId)?.size ?? 0) > 0;
  }

  #fold(event: ComputeEvent): void {
    switch (event.type) {
      case 'compute.HostJoined':
        this.#hosts.set(event.data.facts.hostId, { facts: event.data.facts, silent: false });
        return;
      case 'compute.HostLost':
      case 'compute.HostReturned':
        this.#speak(event.data.hostId, event.type === 'compute.HostLost');
        return;
      case 'compute.VmCreated':
        this.#place(event.data.vmId, event.data.hostId);
        return;
      case 'compute.VmLost':
        this.#move(event.data.vmId, this.#seenOf, this.#lostOf);
        return;
      case 'compute.VmProvisioned':
      case 'compute.VmFound':
      case 'compute.VmStarted':
      case 'compute.VmPaused':
      case 'compute.VmResumed':
      case 'compute.VmStopped':
      case 'compute.VmCrashed':
        this.#move(event.data.vmId, this.#lostOf, this.#seenOf);
        return;
      case 'compute.VmDeleted':
      case 'compute.VmCreateUndone':
        this.#forget(event.data.vmId);
        return;
      default:
    }
  }

  #speak(hostId: string, silent: boolean): void {
    const known = this.#hosts.get(hostId);
    if (known !== undefined) this.#hosts.set(hostId, { ...known, silent });
  }

  #place(vmId: string, hostId: string): void {
    this.#hostOf.set(vmId, hostId);
    put(this.#vmsOf, hostId, vmId);
  }

  #move(vmId: string, from: SetsByHost, to: SetsByHost): void {
    const hostId = this.#hostOf.get(vmId);
    if (hostId === undefined) return;
    from.get(hostId)?.delete(vmId);
    put(to, hostId, vmId);
  }

  #forget(vmId: string): void {
    const hostId = this.#hostOf.get(vmId);
    this.#hostOf.delete(vmId);
    if (hostId === undefined) return;
    for (const sets of [this.#vmsOf, this.#lostOf, this.#seenOf]) sets.get(hostId)?.delete(vmId);
  }
}
