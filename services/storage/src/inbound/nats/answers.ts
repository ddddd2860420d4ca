/** What a command's sender is told of work that was done before, or is under way already. */
import type { Request } from '@chronovisor/contracts';
import type { Json } from '@chronovisor/kernel';
import type { Image } from '../../domain/image/state.ts';
import type { Volume } from '../../domain/volume/state.ts';

const SAME_WORK: Readonly<Record<string, Volume['status']>> = {
  'storage.CreateVolume': 'making',
  'storage.GrowVolume': 'growing',
  'storage.DeleteVolume': 'deleting',
};

export const joinedVolume = (type: string, volume: Volume): Request | null =>
  'request' in volume && SAME_WORK[type] === volume.status ? volume.request : null;

/** The volume as a disk is made from it. */
export const volumeResult = (volume: Volume): { readonly result?: Json } =>
  volume.status === 'ready' ? { result: { ...volume.body.info, poolId: volume.body.poolId } } : {};

export const joinedImage = (hostId: string | null, image: Image): Request | null => {
  if (image.status !== 'present') return null;
  return (hostId === null ? image.deleting : image.importing.get(hostId as never)) ?? null;
};

/** The image's files on that host. */
export const imageResult = (hostId: string | null, image: Image): { readonly result?: Json } => {
  const files = image.status === 'present' && hostId !== null ? image.copies.get(hostId as never) : undefined;
  return files === undefined ? {} : { result: { files } };
};
