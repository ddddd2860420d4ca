/** Folds the log up to a position with the views that show the present: the whole of it, or what one thing needs. */
import type { RecordedEvent } from '@chronovisor/event-store';
import { Catalogue, type Noun } from '../../../projections/catalogue/catalogue.ts';
import type { Checkpoints } from '../../../projections/checkpoints/view.ts';
import { singular } from '../reader.ts';
import { createBreath } from './breath.ts';
import { foldVm } from './fold-vm.ts';
import { lastUse } from './last-use.ts';
import { byPosition, type Log, type Streams } from './streams.ts';

/** Work comes and goes; these show it, or keep what only the present needs. */
const OF_THE_PRESENT: ReadonlySet<string> = new Set(['audit', 'operations', 'checkpoints', 'last-labels', 'devices']);

export const applierTo = (catalogue: Catalogue): ((event: RecordedEvent) => void) => {
  const views = catalogue.folded().filter(({ name }) => !OF_THE_PRESENT.has(name));
  return (event) => {
    for (const view of views) view.apply(event);
  };
};

export const foldAll = async (log: Log, position: number): Promise<Catalogue> => {
  const catalogue = new Catalogue();
  const apply = applierTo(catalogue);
  const breathe = createBreath();
  for await (const event of log.readAll()) {
    if (event.position > position) break;
    apply(event);
    await breathe();
  }
  return catalogue;
};

const folded = (events: readonly RecordedEvent[]): Catalogue => {
  const catalogue = new Catalogue();
  events.forEach(applierTo(catalogue));
  return catalogue;
};

const none = (): readonly string[] => [];

/** Streams of the others that a thing names in its document. Those of a group are many and long: see below. */
const behind: Readonly<
  Record<Exclude<Noun, 'vms' | 'groups'>, (catalogue: Catalogue, id: string) => readonly string[]>
> = {
  volumes: ({ volumes }, id) => {
    const volume = volumes.documents.row(id);
    return [`host-${volume?.hostId}`, `pool-${volume?.poolId}`, `project-${volume?.projectId}`];
  },
  schedules: ({ schedules }, id) => {
    const target = schedules.documents.row(id)?.spec.target;
    return target !== undefined && 'groupId' in target ? [`group-${target.groupId}`] : [];
  },
  images: ({ images }, id) => [...(images.documents.row(id)?.files.keys() ?? [])].map((hostId) => `host-${hostId}`),
  pools: ({ pools }, id) => [`host-${pools.documents.row(id)?.hostId ?? ''}`],
  networks: ({ networks }, id) => [...(networks.documents.row(id)?.places.keys() ?? [])].map((host) => `host-${host}`),
  webhooks: (_catalogue, id) => [`deliveries-${id}`],
  hosts: none,
  projects: none,
  devices: none,
  operations: none,
};

/** Room that is in use is told in a stream of its own. */
const useOf = (streams: Streams, noun: Noun, id: string): Promise<readonly RecordedEvent[]> =>
  noun === 'hosts' || noun === 'projects' ? lastUse(streams, `budget-${singular(noun)}-${id}`) : Promise.resolve([]);

/** A group shows the names of its vms. */
const foldGroup = async (streams: Streams, id: string, checkpoints: Checkpoints): Promise<Catalogue> => {
  const catalogue = folded(await streams.of(`group-${id}`));
  await learnVms(catalogue, streams, { vmIds: catalogue.groups.documents.row(id)?.vmIds ?? [], checkpoints });
  return catalogue;
};

/** Puts vms into a catalogue for their names' sake. */
export const learnVms = async (
  catalogue: Catalogue,
  streams: Streams,
  { vmIds, checkpoints }: { readonly vmIds: Iterable<string>; readonly checkpoints: Checkpoints },
): Promise<void> => {
  for (const vmId of vmIds) {
    const since = checkpoints.before(vmId, streams.position);
    if (since !== null) catalogue.vms.restore(since.row);
    for (const event of await streams.of(`vm-${vmId}`, (since?.revision ?? -1) + 1)) catalogue.vms.apply(event);
  }
};

export interface Thing {
  readonly noun: Noun;
  readonly id: string;
}

/**
 * Shows the thing as `foldAll` would, where it was there. Only the volumes of a pool and the nics of a network are left out:
 * they are in streams of their own, which nothing but the whole log names.
 */
export const foldOne = async (streams: Streams, { noun, id }: Thing, checkpoints: Checkpoints): Promise<Catalogue> => {
  if (noun === 'vms') return foldVm(streams, id, checkpoints.before(id, streams.position));
  if (noun === 'groups') return foldGroup(streams, id, checkpoints);
  const own = await streams.of(`${singular(noun)}-${id}`);
  const alone = folded(own);
  if (alone.documents(noun).row(id) === undefined) return alone;
  const others = await streams.ofAll(behind[noun](alone, id));
  return folded([...own, ...others, ...(await useOf(streams, noun, id))].toSorted(byPosition));
};
