/** Folds what happened to a volume. */
import type { PresentVolume, Volume, VolumeEvent } from './state.ts';

const requested = ({ data }: Extract<VolumeEvent, { type: 'storage.VolumeCreationRequested' }>): Volume => ({
  status: 'making',
  request: data.request,
  body: {
    name: data.name,
    poolId: data.poolId,
    hostId: data.hostId,
    info: { path: data.path, format: data.format, size: data.size, allocated: 0 },
    usedBy: data.vmId,
    projectId: data.projectId ?? null,
    held: data.size,
    labels: data.labels ?? {},
  },
});

const changed = (volume: PresentVolume, event: VolumeEvent): Volume => {
  const { body } = volume;
  switch (event.type) {
    // A deletion overtakes the creation or the growth of its volume, and goes on.
    case 'storage.VolumeCreationFailed':
      return volume.status === 'deleting' ? volume : { status: 'gone' };
    case 'storage.VolumeGrowthFailed':
      return volume.status === 'deleting' ? volume : { status: 'ready', body: { ...body, held: body.info.size } };
    case 'storage.VolumeCreated':
    case 'storage.VolumeGrown':
      return { status: 'ready', body: { ...body, info: event.data.info } };
    case 'storage.VolumeGrowthRequested':
      return { status: 'growing', body: { ...body, held: event.data.size }, request: event.data.request };
    case 'storage.VolumeDeletionRequested':
      return { status: 'deleting', body, request: event.data.request };
    case 'storage.VolumeDeletionFailed':
      return { status: 'ready', body };
    case 'storage.VolumeClaimed':
      return { status: 'ready', body: { ...body, usedBy: event.data.vmId } };
    case 'storage.VolumeLabelled':
      return { ...volume, body: { ...body, labels: event.data.labels } };
    case 'storage.VolumeReleased':
      // Whatever else is under way goes on.
      return { ...volume, body: { ...body, usedBy: null } };
    default:
      return { status: 'gone' };
  }
};

export const evolve = (state: Volume, event: VolumeEvent): Volume => {
  if (event.type === 'storage.VolumeCreationRequested') return requested(event);
  return state.status === 'absent' || state.status === 'gone' ? state : changed(state, event);
};
