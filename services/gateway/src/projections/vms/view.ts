/** The vms as clients see them, folded from the log. */
import {
  SagaEnded,
  VmCreated,
  VmCreateFailed,
  VmCreateUndone,
  VmDeleted,
  VmDeleteFailed,
  VmDeleteRequested,
  VmProvisioned,
  VmRestartEnded,
  eventRegistry,
  storage,
  type Request,
  type http,
} from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import { Documents } from '../documents/documents.ts';
import { createReactions, type Reactions } from '../documents/reactions.ts';
import { provision, rowOf } from './create-row.ts';
import { vmDocument, type Names } from './document.ts';
import { reactToClones } from './clone-reactions.ts';
import { reactToPower, type AlterVm } from './power-reactions.ts';
import { reactToUpdates } from './update-reactions.ts';
import { isRoot, type VmRow } from './row.ts';

const VM_STREAM = 'vm-';

export class VmsView implements Follower {
  readonly name = 'vms';
  readonly documents: Documents<VmRow, http.VmDocument>;
  readonly #reactions: Reactions;
  /** Which vm an operation runs on: the saga that ends it names only the operation. */
  readonly #operations = new Map<string, string>();

  constructor(names: Names) {
    this.documents = new Documents((vm) => vmDocument(vm, names));
    const alter: AlterVm = (vmId, change) => this.documents.change(vmId, change);
    this.#reactions = this.#reactToLife(
      reactToClones(reactToUpdates(reactToPower(createReactions(), alter), alter), alter),
      alter,
    );
  }

  reset(): void {
    this.documents.clear();
    this.#operations.clear();
  }

  /** Goes on from a row as it was kept. */
  restore(row: VmRow): void {
    this.documents.add(row);
    if (row.operation !== null) this.#operations.set(row.operation.id, row.id);
  }

  apply(event: RecordedEvent): void {
    this.#reactions.apply(event);
    if (event.stream.startsWith(VM_STREAM)) this.#note(event.stream.slice(VM_STREAM.length), event);
  }

  #reactToLife(reactions: Reactions, alter: AlterVm): Reactions {
    const gone = ({ vmId }: { readonly vmId: string }): void => this.#remove(vmId);
    const ended = ({ vmId }: { readonly vmId: string }): void => this.#free(vmId);
    return reactions
      .on(VmCreated, (data, event) => {
        this.documents.add(rowOf(data, event));
        this.#operations.set(data.request.operationId, data.vmId);
      })
      .on(VmProvisioned, (data) => alter(data.vmId, (vm) => provision(vm, data)))
      .on(VmDeleteRequested, (data) => alter(data.vmId, (vm) => void (vm.intent = 'deleted')))
      .on(VmCreateUndone, gone)
      .on(VmCreateFailed, ({ vmId }) => {
        alter(vmId, (vm) => void (vm.status = vm.status === 'building' ? 'off' : vm.status));
        this.#free(vmId);
      })
      .on(VmDeleted, gone)
      .on(VmRestartEnded, ended)
      .on(VmDeleteFailed, ended)
      .on(SagaEnded, (_data, event) => {
        const vmId = this.#operations.get(event.stream.slice('saga-'.length));
        if (vmId !== undefined) this.#free(vmId);
      })
      .on(storage.VolumeGrown, (data) => this.#grow(data.volumeId, data.info.size));
  }

  /** What every event of a vm's stream changes: its revision, and the operation it opens or ends. */
  #note(vmId: string, event: RecordedEvent): void {
    const row = this.documents.row(vmId);
    if (row === undefined) return;
    const definition = eventRegistry.get(event.type);
    const request = (event.data as { readonly request?: Request | null }).request ?? null;
    this.documents.change(vmId, (vm) => {
      vm.revision = event.revision;
      vm.updatedAt = event.at;
      if (request === null || definition === undefined) return;
      if (definition.ends !== undefined && vm.operation?.id === request.operationId && isRoot(request))
        this.#free(vmId);
      else if (definition.opens !== undefined && definition.ends === undefined && vm.operation === null) {
        vm.operation = { id: request.operationId, type: definition.opens };
        this.#operations.set(request.operationId, vmId);
      }
    });
  }

  #free(vmId: string): void {
    this.documents.change(vmId, (vm) => {
      if (vm.operation !== null) this.#operations.delete(vm.operation.id);
      vm.operation = null;
    });
  }

  #remove(vmId: string): void {
    this.#free(vmId);
    this.documents.remove(vmId);
  }

  /** Growth is rare, and a volume knows its vm only while it is claimed: looking through the rows is good enough. */
  #grow(volumeId: string, size: number): void {
    for (const vm of this.documents.rows()) {
      if (!vm.disks.some((disk) => disk.volumeId === volumeId)) continue;
      this.documents.change(vm.id, (row) => {
        row.disks = row.disks.map((disk) => (disk.volumeId === volumeId ? { ...disk, size } : disk));
      });
    }
  }
}
