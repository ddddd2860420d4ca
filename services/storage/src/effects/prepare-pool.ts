/** Has the directory of a pool. */
import { join } from 'node:path';
import type { MessageOf, storage } from '@chronovisor/contracts';
import type { HostParts } from './host-parts.ts';

type Wanted = MessageOf<typeof storage.HostPreparePool>['data'];

/** Gives the pool's path. */
export const preparePool = async (parts: HostParts, { poolId, name, path }: Wanted): Promise<string> => {
  const directory = path ?? join(parts.dataDir, 'pools', name);
  await parts.place.makeDirectory(join(directory, 'volumes'));
  await parts.pools.add(poolId, directory);
  return directory;
};
