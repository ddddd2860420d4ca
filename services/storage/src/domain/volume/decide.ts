/** Decides what may become of a volume. Pure; the pool, the image and whether a vm runs come with the command. */
import { type HostId, MOST_LABELS, type VolumeId, type storage } from '@chronovisor/contracts';
import { type Decider, type Refusal, isRefusal, refuse, relabelled } from '@chronovisor/kernel';
import { type CommandNamed, happened, isSame, requestOf } from '../messages/shapes.ts';
import { evolve } from './evolve.ts';
import { type PresentVolume, type Volume, type VolumeEvent, noVolume } from './state.ts';

/** Where the volume goes and what it starts from; refusals found while looking these up take their place. */
export interface CreationFacts {
  readonly hostId: HostId;
  readonly path: string;
  readonly source: storage.ImageFiles | null;
}

export type VolumeCommand =
  | (CommandNamed<'storage.CreateVolume'> & { readonly facts: CreationFacts | Refusal })
  | (CommandNamed<'storage.GrowVolume'> & {
      readonly facts: { readonly userRuns: boolean; readonly userIsCloned: boolean };
    })
  | (CommandNamed<'storage.DeleteVolume'> & { readonly facts: { readonly userIsGone: boolean } })
  | CommandNamed<
      | 'storage.ClaimVolume'
      | 'storage.ReleaseVolume'
      | 'storage.LabelVolume'
      | 'storage.RecordVolumeCreated'
      | 'storage.RecordVolumeGrown'
      | 'storage.RecordVolumeDeleted'
      | 'storage.RecordVolumeFailed'
    >;

const FAILURES = {
  making: 'storage.VolumeCreationFailed',
  growing: 'storage.VolumeGrowthFailed',
  deleting: 'storage.VolumeDeletionFailed',
} as const;

type Decision = readonly VolumeEvent[] | Refusal;
type Named<T extends VolumeCommand['type']> = Extract<VolumeCommand, { type: T }>;

const isPresent = (volume: Volume): volume is PresentVolume => volume.status !== 'absent' && volume.status !== 'gone';

const notFound = (volumeId: string): Refusal =>
  refuse('volume.not-found', `there is no volume ${volumeId}`, { hint: 'List the volumes.' });

const busy = (volumeId: string, volume: Exclude<PresentVolume, { status: 'ready' }>): Refusal =>
  refuse('volume.busy', `the volume ${volumeId} is ${volume.status}`, {
    hint: 'Wait for its operation to end.',
    blockedBy: volume.request.operationId,
  });

const inUse = (volumeId: string, vmId: string, hint: string): Refusal =>
  refuse('volume.in-use', `the volume ${volumeId} is a disk of vm ${vmId}`, { hint });

const create = (command: Named<'storage.CreateVolume'>, volume: Volume): Decision => {
  const { volumeId } = command.data;
  const request = requestOf(command);
  if (isPresent(volume))
    return volume.status === 'making' && isSame(volume.request, request)
      ? []
      : refuse('volume.id-taken', `the id ${volumeId} was used before`);
  if (volume.status === 'gone') return refuse('volume.id-taken', `the id ${volumeId} was used before`);
  if ('kind' in command.facts) return command.facts;
  const { hostId, path, source } = command.facts;
  const { copyOf, ...asked } = command.data;
  return [
    happened('storage.VolumeCreationRequested', {
      ...asked,
      ...(copyOf?.link === true ? { link: true } : {}),
      hostId,
      path,
      source,
      request,
    }),
  ];
};

const grow = (command: Named<'storage.GrowVolume'>, volume: Volume): Decision => {
  const { volumeId, size } = command.data;
  if (!isPresent(volume)) return notFound(volumeId);
  if (volume.status !== 'ready') return busy(volumeId, volume);
  const { info, usedBy, hostId } = volume.body;
  if (command.facts.userRuns && usedBy !== null) return inUse(volumeId, usedBy, 'Shut the vm down first.');
  if (command.facts.userIsCloned && usedBy !== null)
    return inUse(
      volumeId,
      usedBy,
      'A clone relies on it: wait until it is made, or delete the linked clones of the vm.',
    );
  if (size < info.size) {
    return refuse('volume.shrink', `the volume has ${info.size} bytes: it can only grow`, {
      hint: 'Ask for more than it has, or make a smaller volume and copy inside a guest.',
      errors: [{ pointer: '/size', detail: `must be at least ${info.size}` }],
    });
  }
  if (size === info.size) return [];
  return [
    happened('storage.VolumeGrowthRequested', {
      volumeId,
      hostId,
      path: info.path,
      format: info.format,
      size,
      request: requestOf(command),
    }),
  ];
};

/** What was under way ends with a deletion: whoever waits for it is told. */
const superseded = (volumeId: VolumeId, volume: PresentVolume): readonly VolumeEvent[] => {
  if (volume.status !== 'making' && volume.status !== 'growing') return [];
  const problem = { code: 'volume.superseded', message: 'the volume is being deleted' };
  return [happened(FAILURES[volume.status], { volumeId, problem, request: volume.request })];
};

/** Whose disk it is may go with its vm, or after it. */
const isFor = ({ data, facts }: Named<'storage.DeleteVolume'>, usedBy: string): boolean =>
  usedBy === data.vmId || facts.userIsGone;

const remove = (command: Named<'storage.DeleteVolume'>, volume: Volume): Decision => {
  const { volumeId, vmId } = command.data;
  if (!isPresent(volume)) return volume.status === 'gone' || vmId !== null ? [] : notFound(volumeId);
  if (volume.status === 'deleting') return [];
  const { usedBy, hostId, info } = volume.body;
  const forOwner = usedBy !== null && isFor(command, usedBy);
  if (usedBy !== null && !forOwner) return inUse(volumeId, usedBy, 'Delete the vm, or detach the disk first.');
  if (volume.status !== 'ready' && !forOwner) return busy(volumeId, volume);
  return [
    happened('storage.VolumeDeletionRequested', { volumeId, hostId, path: info.path, request: requestOf(command) }),
    ...superseded(volumeId, volume),
  ];
};

const claim = (command: Named<'storage.ClaimVolume'>, volume: Volume): Decision => {
  const { volumeId, vmId } = command.data;
  if (!isPresent(volume)) return notFound(volumeId);
  if (volume.status !== 'ready') return busy(volumeId, volume);
  if (volume.body.usedBy === vmId) return [];
  if (volume.body.usedBy !== null) return inUse(volumeId, volume.body.usedBy, 'A volume is the disk of one vm only.');
  return [happened('storage.VolumeClaimed', { volumeId, vmId })];
};

const release = (command: Named<'storage.ReleaseVolume'>, volume: Volume): Decision =>
  isPresent(volume) && volume.body.usedBy === command.data.vmId
    ? [happened('storage.VolumeReleased', { ...command.data })]
    : [];

const label = (command: Named<'storage.LabelVolume'>, volume: Volume): Decision => {
  const { volumeId } = command.data;
  if (!isPresent(volume)) return notFound(volumeId);
  const about = { noun: 'volume', name: volume.body.name ?? volumeId, most: MOST_LABELS };
  const labels = relabelled(about, volume.body.labels, command.data.labels);
  if (labels === null || isRefusal(labels)) return labels ?? [];
  return [happened('storage.VolumeLabelled', { volumeId, labels, request: requestOf(command) })];
};

type Recorded = Named<
  | 'storage.RecordVolumeCreated'
  | 'storage.RecordVolumeGrown'
  | 'storage.RecordVolumeDeleted'
  | 'storage.RecordVolumeFailed'
>;

/** Word about anything but the request under way is no news. */
const record = (command: Recorded, volume: Volume): Decision => {
  if (!isPresent(volume) || volume.status === 'ready' || !isSame(volume.request, command.data.request)) return [];
  switch (command.type) {
    case 'storage.RecordVolumeCreated':
      return [happened('storage.VolumeCreated', { ...command.data })];
    case 'storage.RecordVolumeGrown':
      return [happened('storage.VolumeGrown', { ...command.data })];
    case 'storage.RecordVolumeDeleted':
      return [happened('storage.VolumeDeleted', { ...command.data })];
    case 'storage.RecordVolumeFailed':
      return [happened(FAILURES[volume.status], { ...command.data })];
  }
};

const decide = (command: VolumeCommand, volume: Volume): Decision => {
  switch (command.type) {
    case 'storage.CreateVolume':
      return create(command, volume);
    case 'storage.GrowVolume':
      return grow(command, volume);
    case 'storage.DeleteVolume':
      return remove(command, volume);
    case 'storage.ClaimVolume':
      return claim(command, volume);
    case 'storage.ReleaseVolume':
      return release(command, volume);
    case 'storage.LabelVolume':
      return label(command, volume);
    default:
      return record(command, volume);
  }
};

export const volumeDecider: Decider<VolumeCommand, Volume, VolumeEvent> = { initial: noVolume, decide, evolve };
