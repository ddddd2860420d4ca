/** Storage's host role: chooses the drivers, takes messages, tells the room of the pools. */
import type { HostPart, HostPlatform } from '@chronovisor/bus';
import type { Heartbeat } from '@chronovisor/contracts';
import { join } from 'node:path';
import type { Place } from './drivers/place/place.port.ts';
import { livePlace } from './drivers/place/place.live.ts';
import type { QemuImg } from './drivers/qemu-img/qemu-img.port.ts';
import { liveQemuImg } from './drivers/qemu-img/qemu-img.live.ts';
import type { HostParts } from './effects/host-parts.ts';
import { openKnownPools } from './effects/known-pools.ts';
import { Lanes } from './effects/lanes.ts';
import { createMessages } from './effects/messages.ts';

export interface StorageHostOptions {
  readonly img?: QemuImg;
  readonly place?: Place;
}

/** More copies at once only make each of them slower. */
const AT_ONCE = 4;

const roomOf = async ({ place, pools }: HostParts): Promise<Heartbeat['pools']> =>
  Promise.all(
    [...pools.all].map(async ([poolId, path]) => {
      try {
        return { poolId, ...(await place.room(path)), usable: true };
      } catch {
        // A pool that is not mounted now is told as unusable, and the heartbeat goes on.
        return { poolId, total: 0, free: 0, usable: false };
      }
    }),
  );

export const startStorageHost = async (platform: HostPlatform, options: StorageHostOptions = {}): Promise<HostPart> => {
  const { hostId, dataDir } = platform;
  const place = options.place ?? livePlace();
  await place.makeDirectory(join(dataDir, 'images'));
  const parts: HostParts = {
    hostId,
    dataDir,
    log: platform.log.child({ part: 'storage' }),
    img: options.img ?? liveQemuImg(),
    place,
    pools: await openKnownPools(dataDir, place),
  };
  const lanes = new Lanes(AT_ONCE);
  const leave = platform.heartbeatParts.contributePools(() => roomOf(parts));
  const served = platform.bus.serveHost(hostId, 'storage', createMessages({ parts, lanes, report: platform.report }));
  return {
    close: async () => {
      leave();
      await served.close();
      await lanes.idle();
    },
  };
};
