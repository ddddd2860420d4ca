/** What the heartbeat says of the pools: true free space, and no word of a file system that does not answer. */
import type { HostPlatform } from '@chronovisor/bus';
import type { Heartbeat } from '@chronovisor/contracts';
import { join } from 'node:path';
import type { HostParts } from './host-parts.ts';
import { type KnownPool, VOLUMES } from './known-pools.ts';

type PoolSpace = Heartbeat['pools'][number];

/** A heartbeat that comes late would let the whole host count as silent. */
const PATIENCE_MS = 500;

const look = async ({ place }: HostParts, { poolId, path }: KnownPool): Promise<PoolSpace> => {
  const folder = join(path, VOLUMES);
  try {
    const usable = (await place.isFolder(folder)) && (await place.isWritable(folder));
    return { poolId, ...(await place.space(path)), usable };
  } catch {
    return { poolId, total: 0, free: 0, usable: false };
  }
};

export const createPoolSpace = (parts: HostParts, clock: HostPlatform['clock']): (() => Promise<PoolSpace[]>) => {
  const last = new Map<string, PoolSpace>();
  const looking = new Map<string, Promise<PoolSpace>>();

  const lookAt = (pool: KnownPool): Promise<PoolSpace> => {
    const { poolId } = pool;
    const begun =
      looking.get(poolId) ??
      look(parts, pool).then((seen) => {
        last.set(poolId, seen);
        looking.delete(poolId);
        return seen;
      });
    looking.set(poolId, begun);
    return new Promise((resolve) => {
      const { total, free } = last.get(poolId) ?? { total: 0, free: 0 };
      const callOff = clock.after(PATIENCE_MS, () => resolve({ poolId, total, free, usable: false }));
      void begun.then((seen) => {
        callOff();
        resolve(seen);
      });
    });
  };

  return () => Promise.all(parts.pools.all.map(lookAt));
};
