/** Which unique name a pool, a volume or an image holds in a state: pools per host, the others everywhere. */
import type { Image } from '../../domain/image/state.ts';
import type { Pool } from '../../domain/pool/state.ts';
import type { Volume } from '../../domain/volume/state.ts';
import type { Name } from './named-stream.ts';

export const poolName =
  (poolId: string) =>
  (pool: Pool): Name | null => {
    if (pool.status === 'absent' || pool.status === 'gone') return null;
    const { hostId, name } = pool.identity;
    return { kind: 'pool-name', key: `${hostId}/${name}`, owner: poolId, refusalCode: 'pool.name-taken' };
  };

export const volumeName =
  (volumeId: string) =>
  (volume: Volume): Name | null => {
    const name = 'body' in volume ? volume.body.name : null;
    return name === null ? null : { kind: 'volume-name', key: name, owner: volumeId, refusalCode: 'volume.name-taken' };
  };

export const imageName =
  (imageId: string) =>
  (image: Image): Name | null =>
    image.status === 'present'
      ? { kind: 'image-name', key: image.name, owner: imageId, refusalCode: 'image.name-taken' }
      : null;
