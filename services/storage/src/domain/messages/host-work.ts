/** Which host command an intent of the log means. */
import type { MessageOf, Request, storage } from '@chronovisor/contracts';
import type { StorageEvent } from './shapes.ts';

export interface StorageHostWork {
  readonly hostId: string;
  readonly type: MessageOf<(typeof storage.storageHostMessages)[number]>['type'];
  readonly data: unknown;
  readonly request: Request;
}

export const storageHostWork = (event: StorageEvent): StorageHostWork | readonly StorageHostWork[] | null => {
  switch (event.type) {
    case 'storage.PoolCreationRequested': {
      const { hostId, request, poolId, name, path } = event.data;
      return { hostId, type: 'storage.PreparePool', data: { poolId, name, path, request }, request };
    }
    case 'storage.VolumeCreationRequested': {
      const { hostId, request, volumeId, path, size, format, source, link } = event.data;
      const asLink = link === undefined ? {} : { link };
      const data = { volumeId, path, size, format, source, ...asLink, request };
      return { hostId, type: 'storage.CreateVolume', data, request };
    }
    case 'storage.VolumeGrowthRequested': {
      const { hostId, request, volumeId, path, format, size } = event.data;
      return { hostId, type: 'storage.GrowVolume', data: { volumeId, path, format, size, request }, request };
    }
    case 'storage.VolumeDeletionRequested': {
      const { hostId, request, volumeId, path } = event.data;
      return { hostId, type: 'storage.DeleteVolume', data: { volumeId, path, request }, request };
    }
    case 'storage.ImageImportRequested': {
      const { hostId, request, imageId, name, kind, source, checksum } = event.data;
      return { hostId, type: 'storage.ImportImage', data: { imageId, name, kind, source, checksum, request }, request };
    }
    case 'storage.ImageDeletionRequested': {
      const { hostIds, request, imageId } = event.data;
      return hostIds.map((hostId) => ({ hostId, type: 'storage.RemoveImage', data: { imageId, request }, request }));
    }
    case 'storage.ImageDropped': {
      const { left, imageId } = event.data;
      return left.map(({ hostId, request }) => ({
        hostId,
        type: 'storage.RemoveImage',
        data: { imageId, request },
        request,
      }));
    }
    default:
      return null;
  }
};
