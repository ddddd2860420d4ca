/** The volumes as clients see them. */
import { DEFAULT_PROJECT, storage, type MessageOf, type http } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import { Documents, type Row } from '../documents/documents.ts';
import { createReactions } from '../documents/reactions.ts';
import type { Names } from '../vms/document.ts';

export interface VolumeRow extends Row {
  readonly poolId: string;
  readonly hostId: string;
  status: http.VolumeDocument['status'];
  size: number;
  allocated: number | null;
  readonly format: http.VolumeDocument['format'];
  path: string;
  readonly imageId: string | null;
  vmId: string | null;
  labels: http.VolumeDocument['labels'];
  readonly projectId: string;
  revision: number;
  readonly createdAt: string;
  updatedAt: string;
}

const volumeDocument = (volume: VolumeRow, names: Names): http.VolumeDocument =>
  ({
    id: volume.id,
    name: volume.name,
    labels: volume.labels,
    pool: names.pool(volume.poolId),
    poolId: volume.poolId,
    host: names.host(volume.hostId),
    hostId: volume.hostId,
    status: volume.status,
    size: volume.size,
    allocated: volume.allocated,
    format: volume.format,
    path: volume.path,
    image: volume.imageId,
    vm: volume.vmId,
    project: names.project(volume.projectId),
    projectId: volume.projectId,
    revision: volume.revision,
    createdAt: volume.createdAt,
    updatedAt: volume.updatedAt,
  }) as http.VolumeDocument;

type Requested = MessageOf<typeof storage.VolumeCreationRequested>['data'];
type Info = MessageOf<typeof storage.VolumeCreated>['data']['info'];

const rowOf = (data: Requested, { at, revision }: RecordedEvent): VolumeRow => ({
  id: data.volumeId,
  name: data.name,
  poolId: data.poolId,
  hostId: data.hostId,
  status: 'creating',
  size: data.size,
  allocated: null,
  format: data.format,
  path: data.path,
  imageId: data.imageId,
  vmId: data.vmId,
  labels: data.labels ?? {},
  projectId: data.projectId ?? DEFAULT_PROJECT,
  revision,
  createdAt: at,
  updatedAt: at,
});

const measure = ({ path, size, allocated }: Info): Partial<VolumeRow> => ({ status: 'ready', path, size, allocated });

export class VolumesView implements Follower {
  readonly name = 'volumes';
  readonly documents: Documents<VolumeRow, http.VolumeDocument>;
  readonly #reactions = createReactions()
    .on(storage.VolumeCreationRequested, (data, event) => this.documents.add(rowOf(data, event)))
    .on(storage.VolumeCreated, (data, event) => this.#alter(data.volumeId, event, measure(data.info)))
    // The deletion that ended a creation goes on: the volume is gone when that says so.
    .on(storage.VolumeCreationFailed, ({ volumeId, problem }) => {
      if (problem.code !== 'volume.superseded') this.documents.remove(volumeId);
    })
    .on(storage.VolumeGrowthRequested, ({ volumeId }, event) => this.#alter(volumeId, event, { status: 'growing' }))
    .on(storage.VolumeGrown, (data, event) => this.#alter(data.volumeId, event, measure(data.info)))
    .on(storage.VolumeGrowthFailed, ({ volumeId }, event) => this.#alter(volumeId, event, { status: 'ready' }))
    .on(storage.VolumeDeletionRequested, ({ volumeId }, event) => this.#alter(volumeId, event, { status: 'deleting' }))
    .on(storage.VolumeDeletionFailed, ({ volumeId }, event) => this.#alter(volumeId, event, { status: 'ready' }))
    .on(storage.VolumeDeleted, ({ volumeId }) => this.documents.remove(volumeId))
    .on(storage.VolumeClaimed, ({ volumeId, vmId }, event) => this.#alter(volumeId, event, { vmId }))
    .on(storage.VolumeLabelled, ({ volumeId, labels }, event) => this.#alter(volumeId, event, { labels }))
    .on(storage.VolumeReleased, ({ volumeId }, event) => this.#alter(volumeId, event, { vmId: null }));

  constructor(names: Names) {
    this.documents = new Documents((volume) => volumeDocument(volume, names));
  }

  reset(): void {
    this.documents.clear();
  }

  apply(event: RecordedEvent): void {
    this.#reactions.apply(event);
  }

  #alter(volumeId: string, { at, revision }: RecordedEvent, changes: Partial<VolumeRow>): void {
    this.documents.change(volumeId, (volume) => Object.assign(volume, changes, { revision, updatedAt: at }));
  }
}
