/** What each vm needs before it starts, as ids. */
import {
  type Dependency,
  type MessageOf,
  VmDependenciesDropped,
  VmDependenciesSet,
  type dependencyEvents,
} from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';

type DependencyEvent = MessageOf<(typeof dependencyEvents)[number]>;

export class DependenciesView implements Follower {
  readonly name = 'dependencies';
  readonly #needs = new Map<string, readonly Dependency[]>();

  reset(): void {
    this.#needs.clear();
  }

  apply(event: RecordedEvent): void {
    if (event.type !== VmDependenciesSet.type && event.type !== VmDependenciesDropped.type) return;
    this.#fold(event as unknown as DependencyEvent);
  }

  of(vmId: string): readonly Dependency[] {
    return this.#needs.get(vmId) ?? [];
  }

  #fold({ type, data }: DependencyEvent): void {
    if (type === VmDependenciesSet.type) {
      this.#needs.set(data.vmId, data.dependencies);
      return;
    }
    this.#needs.delete(data.vmId);
    for (const [vmId, needs] of this.#needs) {
      const left = needs.filter((need) => !('vmId' in need) || need.vmId !== data.vmId);
      if (left.length < needs.length) this.#needs.set(vmId, left);
    }
  }
}
