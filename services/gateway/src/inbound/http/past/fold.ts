/** Folds the log up to a position with the views that show the present: the whole of it, or what one vm or volume needs. */
import { eventRegistry, type Request } from '@chronovisor/contracts';
import type { EventStore, RecordedEvent } from '@chronovisor/event-store';
import { setImmediate as breathe } from 'node:timers/promises';
import { Catalogue } from '../../../projections/catalogue/catalogue.ts';
import type { Checkpoint } from '../../../projections/checkpoints/view.ts';
import { isRoot, type VmRow } from '../../../projections/vms/row.ts';
import { lastUse } from './last-use.ts';

type Log = Pick<EventStore, 'read' | 'readAll'>;

/** Others are served between so many events. */
const BREATH = 2_000;

/** Documents speak of hosts, pools, networks and projects by their names. */
const feedNames = ({ hosts, pools, networks, projects }: Catalogue, event: RecordedEvent): void => {
  for (const view of [hosts, pools, networks, projects]) view.apply(event);
};

const feed = (catalogue: Catalogue, event: RecordedEvent): void => {
  feedNames(catalogue, event);
  catalogue.volumes.apply(event);
  catalogue.vms.apply(event);
  catalogue.groups.apply(event);
};

export const foldAll = async (log: Log, position: number): Promise<Catalogue> => {
  const catalogue = new Catalogue();
  let read = 0;
  for await (const event of log.readAll()) {
    if (event.position > position) break;
    feed(catalogue, event);
    read += 1;
    if (read % BREATH === 0) await breathe();
  }
  return catalogue;
};

/** What is read beyond the position is read for nothing. */
const PAGE = 128;

interface Reading {
  readonly position: number;
  readonly from?: number;
}

const streamUntil = async (log: Log, stream: string, { position, from = 0 }: Reading): Promise<RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for (let next = from, isFull = true; isFull; next += PAGE) {
    let read = 0;
    for await (const event of log.read(stream, { from: next, limit: PAGE })) {
      if (event.position > position) return events;
      events.push(event);
      read += 1;
    }
    isFull = read === PAGE;
  }
  return events;
};

/** Operations that no event of the vm's own stream ends: the end is in the stream of their saga. */
const sagasOf = (events: readonly RecordedEvent[]): ReadonlySet<string> => {
  const open = new Set<string>();
  for (const { type, data } of events) {
    const request = (data as { readonly request?: Request | null }).request ?? null;
    const definition = eventRegistry.get(type);
    if (request === null || definition === undefined || !isRoot(request)) continue;
    if (definition.ends !== undefined) open.delete(request.operationId);
    else if (definition.opens !== undefined) open.add(request.operationId);
  }
  return open;
};

const streamsBehind = (vm: VmRow, sagas: Iterable<string>): readonly string[] => [
  `host-${vm.hostId}`,
  `project-${vm.projectId}`,
  ...vm.disks.flatMap(({ poolId, volumeId }) => [`pool-${poolId}`, `volume-${volumeId}`]),
  ...vm.nics.map(({ networkId }) => `network-${networkId}`),
  ...[...sagas].map((operationId) => `saga-${operationId}`),
];

const inOrder = async (log: Log, streams: readonly string[], position: number): Promise<RecordedEvent[]> => {
  const read = await Promise.all([...new Set(streams)].map((stream) => streamUntil(log, stream, { position })));
  return read.flat();
};

const byPosition = (a: RecordedEvent, b: RecordedEvent): number => a.position - b.position;

/** From `since` on where there is one, else from the birth of the vm. */
const startOf = (since: Checkpoint | null): Catalogue => {
  const catalogue = new Catalogue();
  if (since !== null) catalogue.vms.restore(structuredClone(since.row));
  return catalogue;
};

export interface VmAt {
  readonly vmId: string;
  readonly position: number;
  readonly since: Checkpoint | null;
}

const operationsOf = (own: readonly RecordedEvent[], since: Checkpoint | null): Iterable<string> => {
  const pending = since?.row.operation ?? null;
  return pending === null ? sagasOf(own) : [...sagasOf(own), pending.id];
};

/** Shows the vm as `foldAll` would; it is not there when it was not yet made or already gone. */
export const foldVm = async (log: Log, { vmId, position, since }: VmAt): Promise<Catalogue> => {
  const start = since ?? { position: 0, revision: -1 };
  const own = await streamUntil(log, `vm-${vmId}`, { position, from: start.revision + 1 });
  const alone = startOf(since);
  for (const event of own) alone.vms.apply(event);
  const vm = alone.vms.documents.row(vmId);
  if (vm === undefined) return alone;
  const others = await inOrder(log, streamsBehind(vm, operationsOf(own, since)), position);
  const catalogue = startOf(since);
  for (const event of [...own, ...others].toSorted(byPosition)) {
    feedNames(catalogue, event);
    if (event.position > start.position) catalogue.vms.apply(event);
  }
  return catalogue;
};

export const foldVolume = async (log: Log, volumeId: string, position: number): Promise<Catalogue> => {
  const own = await streamUntil(log, `volume-${volumeId}`, { position });
  const catalogue = new Catalogue();
  for (const event of own) catalogue.volumes.apply(event);
  const volume = catalogue.volumes.documents.row(volumeId);
  if (volume === undefined) return catalogue;
  const others = await inOrder(
    log,
    [`host-${volume.hostId}`, `pool-${volume.poolId}`, `project-${volume.projectId}`],
    position,
  );
  for (const event of others.toSorted(byPosition)) feedNames(catalogue, event);
  return catalogue;
};

/** Limits come from the project's own stream, use from the last that its budget said. */
export const foldProject = async (log: Log, projectId: string, position: number): Promise<Catalogue> => {
  const catalogue = new Catalogue();
  for (const event of await streamUntil(log, `project-${projectId}`, { position })) catalogue.projects.apply(event);
  const use = await lastUse(log, projectId, position);
  if (use !== null) catalogue.projects.apply(use);
  return catalogue;
};
