/** Compute's host role: chooses the drivers, takes up what runs, takes messages, and keeps control told. */
import type { HostPart, HostPlatform, Simulation } from '@chronovisor/bus';
import type { HostFacts } from '@chronovisor/contracts';
import { join } from 'node:path';
import { pid } from 'node:process';
import { liveAccelerator } from './drivers/accelerator/accelerator.live.ts';
import { fakeGuestPorts } from './drivers/guest-port/guest-port.fake.ts';
import { liveGuestPorts } from './drivers/guest-port/guest-port.live.ts';
import { simulatedHostFacts } from './drivers/host-facts/host-facts.fake.ts';
import { liveHostFacts } from './drivers/host-facts/host-facts.live.ts';
import type { FoundQemu, HostFactsPort } from './drivers/host-facts/host-facts.port.ts';
import { liveNicPlug } from './drivers/nic-plug/nic-plug.live.ts';
import { FakeWorld, fakeQemu } from './drivers/qemu-process/qemu-process.fake.ts';
import { type LiveQemuFacts, liveQemu } from './drivers/qemu-process/qemu-process.live.ts';
import { adoptAll } from './effects/adopt.ts';
import { Announcer } from './effects/announce.ts';
import { Consoles } from './effects/consoles.ts';
import { startHeartbeat } from './effects/heartbeat.ts';
import type { HostParts } from './effects/host-parts.ts';
import { DriftLook } from './effects/look-for-drift.ts';
import { StrangerLook } from './effects/look-for-strangers.ts';
import { createMessages } from './effects/messages.ts';
import { reportAll } from './effects/report-all.ts';
import { TapSweep } from './effects/tap-sweep.ts';
import { VmRegister } from './effects/vm-register.ts';

export interface ComputeHostOptions {
  readonly version: string;
  readonly accelerator: 'auto' | 'kvm' | 'tcg';
  /** How often vms are looked at for drift; 0: only when control is told everything. */
  readonly driftIntervalMs: number;
  /** Which boot of the machine this is; the kernel's own word unless said. */
  readonly bootId?: string | undefined;
}

/** How long work under way may hold up the end of the process. */
const finishWithinMs = 10_000;

/** A probe that takes longer than this on a busy machine is one that hangs. */
const probeWithinMs = 10_000;

const factsOf = (platform: HostPlatform): HostFactsPort =>
  platform.simulation !== undefined
    ? simulatedHostFacts()
    : liveHostFacts({
        accelerators: liveAccelerator({ limitMs: probeWithinMs }),
        keepIn: join(platform.dataDir, 'qemu-facts.json'),
      });

const launchFacts = async (finding: Promise<FoundQemu>): Promise<LiveQemuFacts> => {
  const { uefi, sandbox, capabilities } = await finding;
  const accelerator = capabilities.accelerator === 'kvm' ? 'kvm' : 'tcg';
  return { accelerator, uefiCode: uefi?.code ?? null, uefiVariables: uefi?.variables ?? null, sandbox };
};

/** Guests of thin air are ready at once. */
const simulatedWorld = (simulation: Simulation): FakeWorld => {
  const world = new FakeWorld();
  world.failing = async () => ((await simulation.meet('launch')) ? 'it is to fail, as the settings ask' : null);
  world.greeting = 'boot\n@@READY: simulated\n';
  return world;
};

const partsFor = (platform: HostPlatform, facts: HostFactsPort, finding: Promise<FoundQemu>): HostParts => {
  const { hostId, dataDir, bus, clock, report, heartbeatParts, simulation } = platform;
  const log = platform.log.child({ part: 'compute' });
  const nics = liveNicPlug(bus, hostId);
  const common = { hostId, bus, clock, report, heartbeatParts, log, facts, nics };
  if (simulation !== undefined)
    return { ...common, qemu: fakeQemu(simulatedWorld(simulation)), ports: fakeGuestPorts() };
  return { ...common, qemu: liveQemu({ dataDir, facts: launchFacts(finding), log }), ports: liveGuestPorts() };
};

const within = async (platform: HostPlatform, work: Promise<unknown>): Promise<void> => {
  const late = Promise.withResolvers<void>();
  const callOff = platform.clock.after(finishWithinMs, late.resolve);
  await Promise.race([work, late.promise]);
  callOff();
};

export const startComputeHost = async (platform: HostPlatform, options: ComputeHostOptions): Promise<HostPart> => {
  const facts = factsOf(platform);
  const finding = facts.find(options.accelerator);
  const made = partsFor(platform, facts, finding);
  const register = new VmRegister(made);
  const sweep = new TapSweep(register, made);
  const parts: HostParts = { ...made, nics: sweep.nics };
  // Vms that run are held at once; what QEMU can do is needed for the next launch only.
  const [found] = await Promise.all([finding, adoptAll(register, parts)]);
  void sweep.begin();

  const { hostId, sessionId } = platform;
  const identity: HostFacts = {
    hostId,
    name: platform.hostName,
    sessionId,
    bootId: options.bootId ?? (await facts.bootId()),
    version: options.version,
    pid,
    capacity: await facts.capacity(),
    capabilities: found.capabilities,
  };
  const strangers = new StrangerLook(register, parts, sessionId);
  const drift = new DriftLook(register, strangers, parts, options.driftIntervalMs);
  const announcer = new Announcer(parts, identity, async () => {
    await reportAll(register, parts, sessionId);
    drift.anew();
  });
  const consoles = new Consoles(parts);
  const ending = new AbortController();
  const announce = (): void => announcer.announce();
  const messages = createMessages({ register, parts, consoles, announce, ending: ending.signal });
  const served = platform.bus.serveHost(hostId, 'compute', messages);
  const endHeartbeat = startHeartbeat(register, parts, sessionId);
  announcer.start();
  return {
    close: async () => {
      announcer.close();
      sweep.close();
      await within(platform, drift.close());
      ending.abort();
      await within(platform, served.close());
      await within(platform, Promise.all(register.all().map((vm) => vm.idle())));
      endHeartbeat();
      await consoles.close();
      await Promise.all(register.running().map(({ machine }) => machine?.detach()));
    },
  };
};
