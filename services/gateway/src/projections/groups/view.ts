/** The groups as clients see them: the vms in each that are there. */
import {
  GroupCreated,
  GroupDeleted,
  GroupUpdated,
  VmCreateUndone,
  VmDeleted,
  VmUpdated,
  type http,
} from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import { Documents, type Row } from '../documents/documents.ts';
import { createReactions } from '../documents/reactions.ts';

export interface GroupRow extends Row {
  name: string;
  description: string;
  labels: Record<string, string>;
  /** Also of vms that are gone. */
  vmIds: ReadonlySet<string>;
  revision: number;
  readonly createdAt: string;
  updatedAt: string;
}

/** Null for a vm that is not there. */
export type VmNames = (vmId: string) => string | null;

const groupDocument = (row: GroupRow, nameOf: VmNames): http.GroupDocument =>
  ({
    id: row.id,
    name: row.name,
    description: row.description,
    labels: row.labels,
    vms: [...row.vmIds].flatMap((id) => {
      const name = nameOf(id);
      return name === null ? [] : [{ id, name }];
    }),
    revision: row.revision,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  }) as http.GroupDocument;

const nothing = (): void => {};

export class GroupsView implements Follower {
  readonly name = 'groups';
  readonly documents: Documents<GroupRow, http.GroupDocument>;
  readonly #reactions = createReactions()
    .on(GroupCreated, ({ groupId: id, name, description, labels, vmIds }, { at, revision }) => {
      const times = { revision, createdAt: at, updatedAt: at };
      this.documents.add({ id, name, description, labels, vmIds: new Set(vmIds), ...times });
    })
    .on(GroupUpdated, ({ groupId, changes }, { at, revision }) =>
      this.documents.change(groupId, (row) => {
        row.name = changes.name ?? row.name;
        row.description = changes.description ?? row.description;
        row.labels = changes.labels ?? row.labels;
        row.vmIds = changes.vmIds === undefined ? row.vmIds : new Set(changes.vmIds);
        row.revision = revision;
        row.updatedAt = at;
      }),
    )
    .on(GroupDeleted, ({ groupId }) => this.documents.remove(groupId))
    .on(VmDeleted, ({ vmId }) => this.#showAnew(vmId))
    .on(VmCreateUndone, ({ vmId }) => this.#showAnew(vmId))
    .on(VmUpdated, ({ vmId, changes }) => {
      if (changes.name !== undefined) this.#showAnew(vmId);
    });

  /** `nameOf` answers from a view that has heard each event before this one. */
  constructor(nameOf: VmNames) {
    this.documents = new Documents((row) => groupDocument(row, nameOf));
  }

  reset(): void {
    this.documents.clear();
  }

  apply(event: RecordedEvent): void {
    this.#reactions.apply(event);
  }

  #showAnew(vmId: string): void {
    for (const { id, vmIds } of this.documents.rows()) if (vmIds.has(vmId)) this.documents.change(id, nothing);
  }
}
