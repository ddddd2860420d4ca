/** Network's host role: chooses the drivers, takes messages, and looks after what stands. */
import { join } from 'node:path';
import type { HostPart, HostPlatform } from '@chronovisor/bus';
import { fakeDnsmasq } from './drivers/dnsmasq/dnsmasq.fake.ts';
import { liveDnsmasq } from './drivers/dnsmasq/dnsmasq.live.ts';
import { fakeForwarding } from './drivers/forwarding/forwarding.fake.ts';
import { liveForwarding } from './drivers/forwarding/forwarding.live.ts';
import { fakeLink } from './drivers/link/link.fake.ts';
import { liveLink } from './drivers/link/link.live.ts';
import { fakeNft } from './drivers/nft/nft.fake.ts';
import { liveNft } from './drivers/nft/nft.live.ts';
import { liveProgram } from './drivers/program/program.live.ts';
import { liveRecords } from './drivers/records/records.live.ts';
import type { HostParts } from './effects/host-parts.ts';
import { Lane } from './effects/lane.ts';
import { createMessages } from './effects/messages.ts';
import { reconcile } from './effects/reconcile.ts';

export interface NetworkHostOptions {
  /** Put before every command line, such as `ip netns exec blue`. */
  readonly through?: readonly string[];
  /** For what servers read as ordinary users. */
  readonly runDir?: string;
  readonly lookEveryMs?: number;
}

type Drivers = Pick<HostParts, 'link' | 'nft' | 'forwarding' | 'dnsmasq'>;

const LOOK_EVERY_MS = 10_000;

const liveDrivers = (
  { dataDir }: HostPlatform,
  { through = [], runDir = join('/run', 'chronovisor') }: NetworkHostOptions,
): Drivers => {
  const program = liveProgram({ through });
  return {
    link: liveLink(program),
    nft: liveNft(program),
    forwarding: liveForwarding(program),
    dnsmasq: liveDnsmasq({ program, dataDir, runDir }),
  };
};

/** Networks in memory: nothing of the machine's own is looked at or touched, so any user may have them. */
const simulatedDrivers = (): Drivers => ({
  link: fakeLink(),
  nft: fakeNft(),
  forwarding: fakeForwarding(),
  dnsmasq: fakeDnsmasq(),
});

const partsFor = (platform: HostPlatform, options: NetworkHostOptions): HostParts => {
  const { hostId, dataDir, simulation } = platform;
  const log = platform.log.child({ part: 'network' });
  return {
    hostId,
    log,
    ...(simulation === undefined ? liveDrivers(platform, options) : simulatedDrivers()),
    records: liveRecords({
      dataDir,
      onDamaged: (path, error) => log.error({ err: error, path }, 'a record does not read back'),
    }),
  };
};

/** Looks again and again until the function it gives is called. */
const lookAfter = (platform: HostPlatform, everyMs: number, look: () => Promise<void>): (() => void) => {
  let ended = false;
  let callOff = (): void => {};
  const tell = (error: unknown): void => platform.log.error({ err: error }, 'the networks could not be looked after');
  const arm = (): void => {
    if (!ended) callOff = platform.clock.after(everyMs, () => void look().catch(tell).finally(arm));
  };
  arm();
  return () => {
    ended = true;
    callOff();
  };
};

export const startNetworkHost = async (platform: HostPlatform, options: NetworkHostOptions = {}): Promise<HostPart> => {
  const parts = partsFor(platform, options);
  const lane = new Lane();
  await lane.run(() => reconcile(parts, { rewriteRules: true }));
  const endLooks = lookAfter(platform, options.lookEveryMs ?? LOOK_EVERY_MS, () =>
    lane.run(() => reconcile(parts, { rewriteRules: false })),
  );
  const served = platform.bus.serveHost(platform.hostId, 'network', createMessages(parts, lane, platform.report));
  return {
    close: async () => {
      endLooks();
      await served.close();
      await lane.idle();
    },
  };
};
