/** Storage's host role: chooses the drivers, takes messages, and tells the heartbeat about the pools. */
import type { HostPart, HostPlatform } from '@chronovisor/bus';
import { livePlace } from './drivers/place/place.live.ts';
import type { Place } from './drivers/place/place.port.ts';
import { liveQemuImg } from './drivers/qemu-img/qemu-img.live.ts';
import type { QemuImg } from './drivers/qemu-img/qemu-img.port.ts';
import type { HostParts } from './effects/host-parts.ts';
import { KnownPools } from './effects/known-pools.ts';
import { createMessages } from './effects/messages.ts';
import { createPoolSpace } from './effects/pool-space.ts';
import { WorkQueue } from './effects/work-queue.ts';

export interface StorageDrivers {
  readonly place: Place;
  readonly qemuImg: QemuImg;
}

const liveDrivers = (): StorageDrivers => ({ place: livePlace(), qemuImg: liveQemuImg() });

export const startStorageHost = async (platform: HostPlatform, drivers = liveDrivers()): Promise<HostPart> => {
  const { hostId, dataDir, bus, clock, heartbeatParts } = platform;
  const log = platform.log.child({ part: 'storage' });
  const pools = new KnownPools(drivers.place, dataDir, log);
  await pools.load();
  const parts: HostParts = { hostId, dataDir, pools, log, ...drivers };
  const queue = new WorkQueue();
  const leaveHeartbeat = heartbeatParts.contributePools(createPoolSpace(parts, clock));
  const served = bus.serveHost(hostId, 'storage', createMessages(parts, queue, platform.report));
  return {
    close: async () => {
      leaveHeartbeat();
      await served.close();
      // A large copy is not waited for: its draft is cleared when control asks again.
      await queue.close();
    },
  };
};
