/** Has a pool's folder on this host: makes it, or takes the one that is there with what is in it. */
import { join, normalize } from 'node:path';
import type { PoolId } from '@chronovisor/contracts';
import { type Failure, fail, hasCode } from './failure.ts';
import type { HostParts } from './host-parts.ts';
import { VOLUMES } from './known-pools.ts';

interface Wanted {
  readonly poolId: PoolId;
  readonly name: string;
  readonly path: string | null;
}

const tidy = (path: string): string => {
  const normal = normalize(path);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
};

/** Gives the path that everyone then uses. */
export const preparePool = async ({ place, pools, dataDir }: HostParts, wanted: Wanted): Promise<string | Failure> => {
  const { poolId, name } = wanted;
  const path = wanted.path === null ? join(dataDir, 'pools', name) : tidy(wanted.path);
  if (path === '/') return fail('pool.path-refused', 'the root of the file system is no place for a pool');
  try {
    await place.makeFolder(join(path, VOLUMES));
    await pools.add({ poolId, name, path });
    return path;
  } catch (error) {
    if (!hasCode(error, 'file.refused')) throw error;
    return fail('pool.path-refused', `${path} cannot be a directory: something else is there`, {
      hint: 'Give the path of a directory, or of one to be made.',
      facts: { path },
    });
  }
};
