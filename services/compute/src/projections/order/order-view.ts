/** What an order of starting is made from: which vms there are, how each is, and what it needs. */
import type {
  Dependency,
  Labels,
  MessageOf,
  computeEvents,
  dependencyEvents,
  groupEvents,
} from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import { evolve as evolveGraph } from '../../domain/dependencies/evolve.ts';
import { type DependencyEvent, type Graph, noDependencies } from '../../domain/dependencies/state.ts';

type GroupEvent = MessageOf<(typeof groupEvents)[number]>;
type ComputeEvent = MessageOf<(typeof computeEvents)[number]>;

export interface OrderedVm {
  readonly vmId: string;
  readonly hostId: string;
  name: string;
  labels: Labels;
  running: boolean;
}

interface Changes {
  readonly name?: string | undefined;
  readonly labels?: Labels | undefined;
  readonly running?: boolean;
}

const OF_GRAPH = new Set<string>(['compute.VmDependenciesSet', 'compute.VmDependenciesDropped'] satisfies MessageOf<
  (typeof dependencyEvents)[number]
>['type'][]);

export class OrderView implements Follower {
  readonly name = 'compute.order';
  readonly #vms = new Map<string, OrderedVm>();
  readonly #groups = new Map<string, { name: string; vmIds: readonly string[] }>();
  #graph: Graph = noDependencies;

  reset(): void {
    this.#vms.clear();
    this.#groups.clear();
    this.#graph = noDependencies;
  }

  apply(event: RecordedEvent): void {
    if (OF_GRAPH.has(event.type)) this.#graph = evolveGraph(this.#graph, event as unknown as DependencyEvent);
    else if (event.type.startsWith('compute.Group')) this.#foldGroup(event as unknown as GroupEvent);
    else if (event.type.startsWith('compute.Vm')) this.#fold(event as unknown as ComputeEvent);
  }

  get(vmId: string): OrderedVm | undefined {
    return this.#vms.get(vmId);
  }

  readonly nameOf = (id: string): string => this.#vms.get(id)?.name ?? this.#groups.get(id)?.name ?? id;

  /** Those that are still there. */
  readonly membersOf = (id: string): readonly string[] =>
    (this.#groups.get(id)?.vmIds ?? []).filter((vmId) => this.#vms.has(vmId));

  all(): readonly OrderedVm[] {
    return [...this.#vms.values()];
  }

  /** Vms and groups that are still there. */
  readonly needsOf = (vmId: string): readonly Dependency[] =>
    (this.#graph.get(vmId) ?? []).filter((need) =>
      'vmId' in need ? this.#vms.has(need.vmId) : this.#groups.has(need.groupId),
    );

  readonly neededBy = (vmId: string): readonly string[] =>
    [...this.#graph.keys()].filter((id) => this.needsOf(id).some((need) => this.#isOf(need, vmId)));

  readonly isRunning = (vmId: string): boolean => this.#vms.get(vmId)?.running === true;

  #fold(event: ComputeEvent): void {
    switch (event.type) {
      case 'compute.VmCreated': {
        const { vmId, hostId, name, spec } = event.data;
        this.#vms.set(vmId, { vmId, hostId, name, labels: spec.labels ?? {}, running: false });
        return;
      }
      case 'compute.VmUpdated':
        return this.#change(event.data.vmId, event.data.changes);
      case 'compute.VmStarted':
      case 'compute.VmResumed':
        return this.#change(event.data.vmId, { running: true });
      case 'compute.VmPaused':
      case 'compute.VmStopped':
      case 'compute.VmCrashed':
      case 'compute.VmLost':
        return this.#change(event.data.vmId, { running: false });
      case 'compute.VmFound':
        return this.#change(event.data.vmId, { running: event.data.observed === 'running' });
      case 'compute.VmDeleted':
      case 'compute.VmCreateUndone':
        this.#vms.delete(event.data.vmId);
        return;
      default:
    }
  }

  #isOf(need: Dependency, vmId: string): boolean {
    return 'vmId' in need ? need.vmId === vmId : this.membersOf(need.groupId).includes(vmId);
  }

  #foldGroup({ type, data }: GroupEvent): void {
    if (type === 'compute.GroupDeleted') {
      this.#groups.delete(data.groupId);
      return;
    }
    const { name, vmIds } = type === 'compute.GroupCreated' ? data : data.changes;
    const known = this.#groups.get(data.groupId);
    this.#groups.set(data.groupId, { name: name ?? known?.name ?? '', vmIds: vmIds ?? known?.vmIds ?? [] });
  }

  #change(vmId: string, { name, labels, running }: Changes): void {
    const vm = this.#vms.get(vmId);
    if (vm === undefined) return;
    vm.name = name ?? vm.name;
    vm.labels = labels ?? vm.labels;
    vm.running = running ?? vm.running;
  }
}
