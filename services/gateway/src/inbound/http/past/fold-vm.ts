/** Folds one vm up to a position: from its own stream, and from those of what its document names. */
import { eventRegistry, type Request } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import { Catalogue } from '../../../projections/catalogue/catalogue.ts';
import type { Checkpoint } from '../../../projections/checkpoints/view.ts';
import { isRoot, type VmRow } from '../../../projections/vms/row.ts';
import { byPosition, type Streams } from './streams.ts';

/** Documents speak of hosts, pools, networks and projects by their names. */
const feedNames = ({ hosts, pools, networks, projects }: Catalogue, event: RecordedEvent): void => {
  for (const view of [hosts, pools, networks, projects]) view.apply(event);
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

/** From `since` on where there is one, else from the birth of the vm. */
const startOf = (since: Checkpoint | null): Catalogue => {
  const catalogue = new Catalogue();
  if (since !== null) catalogue.vms.restore(structuredClone(since.row));
  return catalogue;
};

const operationsOf = (own: readonly RecordedEvent[], since: Checkpoint | null): Iterable<string> => {
  const pending = since?.row.operation ?? null;
  return pending === null ? sagasOf(own) : [...sagasOf(own), pending.id];
};

/** It is not there when it was not yet made or already gone. */
export const foldVm = async (streams: Streams, vmId: string, since: Checkpoint | null): Promise<Catalogue> => {
  const start = since ?? { position: 0, revision: -1 };
  const own = await streams.of(`vm-${vmId}`, start.revision + 1);
  const alone = startOf(since);
  for (const event of own) alone.vms.apply(event);
  const vm = alone.vms.documents.row(vmId);
  if (vm === undefined) return alone;
  const others = await streams.ofAll(streamsBehind(vm, operationsOf(own, since)));
  const catalogue = startOf(since);
  for (const event of [...own, ...others].toSorted(byPosition)) {
    feedNames(catalogue, event);
    if (event.position > start.position) catalogue.vms.apply(event);
  }
  return catalogue;
};
