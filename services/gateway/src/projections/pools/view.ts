/** The pools as clients see them, with the space their host last told of. */
import { storage, type Heartbeat, type http } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import type { Follower } from '@chronovisor/nest';
import { Documents, type Row } from '../documents/documents.ts';
import { createReactions } from '../documents/reactions.ts';

export interface PoolRow extends Row {
  readonly name: string;
  labels: http.PoolDocument['labels'];
  readonly hostId: string;
  status: http.PoolDocument['status'];
  path: string | null;
  space: { readonly total: number; readonly free: number; readonly usable: boolean } | null;
  readonly volumes: Set<string>;
  revision: number;
  readonly createdAt: string;
  updatedAt: string;
}

const poolDocument = (pool: PoolRow, hostName: (id: string) => string): http.PoolDocument => ({
  id: pool.id as http.PoolDocument['id'],
  name: pool.name,
  labels: pool.labels,
  host: hostName(pool.hostId),
  hostId: pool.hostId as http.PoolDocument['hostId'],
  status: pool.status,
  path: pool.path,
  total: pool.space?.total ?? null,
  free: pool.space?.free ?? null,
  usable: pool.space?.usable ?? null,
  volumes: pool.volumes.size,
  revision: pool.revision,
  createdAt: pool.createdAt,
  updatedAt: pool.updatedAt,
});

export class PoolsView implements Follower {
  readonly name = 'pools';
  readonly documents: Documents<PoolRow, http.PoolDocument>;
  /** The deletion of a volume does not name its pool. */
  readonly #poolOf = new Map<string, string>();
  readonly #reactions = createReactions()
    .on(storage.PoolCreationRequested, ({ poolId: id, name, hostId, path, labels = {} }, { at, revision }) =>
      this.documents.add({
        id,
        name,
        labels,
        hostId,
        path,
        status: 'preparing',
        space: null,
        volumes: new Set(),
        revision,
        createdAt: at,
        updatedAt: at,
      }),
    )
    .on(storage.PoolReady, ({ poolId, path }, event) =>
      this.#alter(poolId, event, (pool) => Object.assign(pool, { status: 'ready', path })),
    )
    .on(storage.PoolLabelled, ({ poolId, labels }, event) =>
      this.#alter(poolId, event, (pool) => void (pool.labels = labels)),
    )
    // What could not be made leaves nothing behind; the operation says why.
    .on(storage.PoolFailed, ({ poolId }) => this.documents.remove(poolId))
    .on(storage.PoolDeleted, ({ poolId }) => this.documents.remove(poolId))
    .on(storage.VolumeCreationRequested, ({ volumeId, poolId }) => {
      this.#poolOf.set(volumeId, poolId);
      this.documents.change(poolId, (pool) => void pool.volumes.add(volumeId));
    })
    .on(storage.VolumeCreationFailed, ({ volumeId, problem }) => {
      if (problem.code !== 'volume.superseded') this.#drop(volumeId);
    })
    .on(storage.VolumeDeleted, ({ volumeId }) => this.#drop(volumeId));

  constructor(hostName: (id: string) => string) {
    this.documents = new Documents((pool) => poolDocument(pool, hostName));
  }

  reset(): void {
    this.documents.clear();
    this.#poolOf.clear();
  }

  apply(event: RecordedEvent): void {
    this.#reactions.apply(event);
  }

  hear({ pools }: Heartbeat): void {
    for (const { poolId, total, free, usable } of pools) {
      this.documents.change(poolId, (pool) => void (pool.space = { total, free, usable }));
    }
  }

  #alter(poolId: string, event: RecordedEvent, alter: (pool: PoolRow) => void): void {
    this.documents.change(poolId, (pool) => {
      alter(pool);
      pool.revision = event.revision;
      pool.updatedAt = event.at;
    });
  }

  #drop(volumeId: string): void {
    const poolId = this.#poolOf.get(volumeId);
    this.#poolOf.delete(volumeId);
    if (poolId !== undefined) this.documents.change(poolId, (pool) => void pool.volumes.delete(volumeId));
  }
}
