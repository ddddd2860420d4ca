/** Storage's host role: chooses the drivers, takes messages, and tells the heartbeat about the pools. */
import type { HostPart, HostPlatform, SimulatedWork, Simulation } from '@chronovisor/bus';
import { Fault } from '@chronovisor/kernel';
import { livePlace } from './drivers/place/place.live.ts';
import type { Place } from './drivers/place/place.port.ts';
import { fakeQemuImg } from './drivers/qemu-img/qemu-img.fake.ts';
import { liveQemuImg } from './drivers/qemu-img/qemu-img.live.ts';
import type { QemuImg } from './drivers/qemu-img/qemu-img.port.ts';
import { sparseFiles } from './drivers/qemu-img/sparse-files.ts';
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

/** Files of no contents: what is made and grown is there and has its size, and costs nothing. */
const simulatedDrivers = (simulation: Simulation): StorageDrivers => {
  const qemuImg = fakeQemuImg(sparseFiles());
  const meeting = async (work: SimulatedWork): Promise<void> => {
    if (await simulation.meet(work))
      throw new Fault('qemu-img.failed', `the simulated ${work} failed, as the settings ask`, { retry: 'never' });
  };
  return {
    place: livePlace(),
    qemuImg: {
      ...qemuImg,
      create: async (file, size) => {
        await meeting('create-volume');
        await qemuImg.create(file, size);
      },
      convert: async (from, to, signal) => {
        await meeting('copy-volume');
        await qemuImg.convert(from, to, signal);
      },
      grow: async (file, size) => {
        await meeting('grow-volume');
        await qemuImg.grow(file, size);
      },
    },
  };
};

const driversFor = ({ simulation }: HostPlatform): StorageDrivers =>
  simulation === undefined ? liveDrivers() : simulatedDrivers(simulation);

export const startStorageHost = async (platform: HostPlatform, drivers = driversFor(platform)): Promise<HostPart> => {
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
