/** The projects as clients see them: what they may have, and how much of it is used. */
import {
  type Amounts,
  BudgetFreed,
  BudgetHeld,
  type MessageOf,
  ProjectCreated,
  ProjectDeleted,
  ProjectUpdated,
  type http,
} from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import { Documents, type Row } from '../documents/documents.ts';
import { createReactions } from '../documents/reactions.ts';

export interface ProjectRow extends Row {
  name: string;
  labels: http.ProjectDocument['labels'];
  quota: http.ProjectDocument['quota'];
  used: Amounts;
  revision: number;
  readonly createdAt: string;
  updatedAt: string;
}

const usageOf = ({ vms = 0, vcpus = 0, memory = 0, disk = 0, addresses = 0 }: Amounts) => ({
  vms,
  vcpus,
  memory,
  disk,
  addresses,
});

const projectDocument = (project: ProjectRow): http.ProjectDocument => ({
  id: project.id as http.ProjectDocument['id'],
  name: project.name,
  labels: project.labels,
  quota: project.quota,
  usage: usageOf(project.used),
  revision: project.revision,
  createdAt: project.createdAt,
  updatedAt: project.updatedAt,
});

type Created = MessageOf<typeof ProjectCreated>['data'];
type Use = MessageOf<typeof BudgetHeld | typeof BudgetFreed>['data'];

export class ProjectsView implements Follower {
  readonly name = 'projects';
  readonly documents = new Documents<ProjectRow, http.ProjectDocument>(projectDocument);
  readonly #onRenamed: () => void;
  readonly #reactions = createReactions()
    .on(ProjectCreated, (data, event) => this.#add(data, event))
    .on(ProjectUpdated, ({ projectId, changes }, { at, revision }) => {
      this.documents.change(projectId, (row) => {
        row.name = changes.name ?? row.name;
        row.labels = changes.labels ?? row.labels;
        row.quota = changes.quota ?? row.quota;
        row.revision = revision;
        row.updatedAt = at;
      });
      if (changes.name !== undefined) this.#onRenamed();
    })
    .on(ProjectDeleted, ({ projectId }) => this.documents.remove(projectId))
    .on(BudgetHeld, (data) => this.#use(data))
    .on(BudgetFreed, (data) => this.#use(data));

  constructor(onRenamed: () => void) {
    this.#onRenamed = onRenamed;
  }

  reset(): void {
    this.documents.clear();
  }

  apply(event: RecordedEvent): void {
    this.#reactions.apply(event);
  }

  #add({ projectId: id, name, labels, quota }: Created, { at, revision }: RecordedEvent): void {
    this.documents.add({ id, name, labels, quota, used: {}, revision, createdAt: at, updatedAt: at });
  }

  #use({ kind, id, used }: Use): void {
    if (kind === 'project') this.documents.change(id, (row) => void (row.used = used));
  }
}
