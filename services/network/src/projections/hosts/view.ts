/** Follows which hosts have joined and what networks each can make. */
import type { HostFacts as JoinedFacts, NetworkKind } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import type { z } from 'zod';

export interface KnownHost {
  readonly name: string;
  readonly networks: readonly z.infer<typeof NetworkKind>[];
}

export class HostsView implements Follower {
  readonly name = 'network-hosts';
  readonly #hosts = new Map<string, KnownHost>();

  reset(): void {
    this.#hosts.clear();
  }

  apply(event: RecordedEvent): void {
    if (event.type !== 'compute.HostJoined') return;
    const { facts } = event.data as unknown as { readonly facts: z.infer<typeof JoinedFacts> };
    this.#hosts.set(facts.hostId, { name: facts.name, networks: facts.capabilities.networks });
  }

  find(hostId: string): KnownHost | null {
    return this.#hosts.get(hostId) ?? null;
  }
}
