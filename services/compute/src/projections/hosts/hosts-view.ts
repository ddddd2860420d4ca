/** Which hosts there are, whether they speak, and which vms are on each: what compute's own decisions need. */
import type { HostFacts, computeEvents, MessageOf } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';

export interface KnownHost {
  readonly facts: HostFacts;
  readonly silent: boolean;
}

type ComputeEvent = MessageOf<(typeof computeEvents)[number]>;

export class HostsView implements Follower {
  readonly name = 'compute.hosts';
  readonly #hosts = new Map<string, KnownHost>();
  readonly #vmsOf = new Map<string, Set<string>>();
  readonly #hostOf = new Map<string, string>();
  /** Vms that count as unknown, and those that cannot: they are still being made. */
  readonly #lost = new Set<string>();
  readonly #building = new Set<string>();

  reset(): void {
    for (const part of [this.#hosts, this.#vmsOf, this.#hostOf, this.#lost, this.#building]) part.clear();
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

  lostOn(hostId: string): readonly string[] {
    return this.vmsOn(hostId).filter((vmId) => this.#lost.has(vmId));
  }

  /** Vms that would be told as unknown if the host were silent, and are not. */
  notLostOn(hostId: string): readonly string[] {
    return this.vmsOn(hostId).filter((vmId) => !this.#lost.has(vmId) && !this.#building.has(vmId));
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
        this.#building.add(event.data.vmId);
        return;
      case 'compute.VmProvisioned':
        this.#building.delete(event.data.vmId);
        return;
      case 'compute.VmLost':
        this.#lost.add(event.data.vmId);
        return;
      case 'compute.VmFound':
      case 'compute.VmStarted':
      case 'compute.VmPaused':
      case 'compute.VmResumed':
      case 'compute.VmStopped':
      case 'compute.VmCrashed':
        this.#lost.delete(event.data.vmId);
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
    const vms = this.#vmsOf.get(hostId) ?? new Set();
    vms.add(vmId);
    this.#vmsOf.set(hostId, vms);
  }

  #forget(vmId: string): void {
    const hostId = this.#hostOf.get(vmId);
    this.#hostOf.delete(vmId);
    this.#lost.delete(vmId);
    this.#building.delete(vmId);
    if (hostId !== undefined) this.#vmsOf.get(hostId)?.delete(vmId);
  }
}
