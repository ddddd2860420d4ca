/** The pools of this host, kept in a file of its own so that heartbeats can tell their room after a restart. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { PoolId } from '@chronovisor/contracts';
import type { Place } from '../drivers/place/place.port.ts';

const Pools = z.record(PoolId, z.string());

export interface KnownPools {
  readonly all: ReadonlyMap<PoolId, string>;
  /** Remembers the pool and where it is. */
  add(poolId: PoolId, path: string): Promise<void>;
}

export const openKnownPools = async (
  dataDir: string,
  place: Pick<Place, 'publish' | 'exists'>,
): Promise<KnownPools> => {
  const file = join(dataDir, 'pools.json');
  const stored = (await place.exists(file)) ? Pools.parse(JSON.parse(await readFile(file, 'utf8'))) : {};
  const all = new Map(Object.entries(stored) as [PoolId, string][]);
  return {
    all,
    add: async (poolId, path) => {
      all.set(poolId, path);
      await writeFile(`${file}.new`, JSON.stringify(Object.fromEntries(all)));
      await place.publish(`${file}.new`, file);
    },
  };
};
