/** Compute's host role over fakes: the same wiring as in compute.host.ts, with a world that outlives it. */
import { createHeartbeatParts, createReporter } from '@chronovisor/bus';
import type { HostFacts, HostId } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { createLogger } from '@chronovisor/telemetry';
import { fakeNetwork, manualClock, settle } from '@chronovisor/testing';
import { fakeGuestPorts } from '../src/drivers/guest-port/guest-port.fake.ts';
import { fakeHostFacts } from '../src/drivers/host-facts/host-facts.fake.ts';
import { FakeNicPlug } from '../src/drivers/nic-plug/nic-plug.fake.ts';
import { FakeWorld, fakeQemu } from '../src/drivers/qemu-process/qemu-process.fake.ts';
import { adoptAll } from '../src/effects/adopt.ts';
import { Announcer } from '../src/effects/announce.ts';
import { Consoles } from '../src/effects/consoles.ts';
import type { HostParts } from '../src/effects/host-parts.ts';
import { DriftLook } from '../src/effects/look-for-drift.ts';
import { StrangerLook } from '../src/effects/look-for-strangers.ts';
import { createMessages } from '../src/effects/messages.ts';
import { reportAll } from '../src/effects/report-all.ts';
import { TapSweep } from '../src/effects/tap-sweep.ts';
import { VmRegister } from '../src/effects/vm-register.ts';
import { asking } from './asking.ts';
import { RecordingControl } from './recording-control.ts';

const log = createLogger('test', 'silent');
export const DRIFT_EVERY_MS = 60_000;

export const fakePlace = () => {
  const network = fakeNetwork();
  const hostId = newId() as HostId;
  const world = new FakeWorld();
  const nics = new FakeNicPlug();
  const clock = manualClock();
  const controlBus = network.connect();

  /** One life of the host process. */
  const startHost = async () => {
    const bus = network.connect();
    const reporter = createReporter({ hostId, bus, clock, log });
    const made: HostParts = {
      hostId,
      log,
      clock,
      bus,
      report: reporter.report,
      heartbeatParts: createHeartbeatParts(),
      qemu: fakeQemu(world),
      nics,
      facts: fakeHostFacts(),
      ports: fakeGuestPorts(({ vmId }, port) => world.guest(vmId).openPorts.has(port)),
    };
    const register = new VmRegister(made);
    const sweep = new TapSweep(register, made);
    const parts: HostParts = { ...made, nics: sweep.nics };
    await adoptAll(register, parts);
    await sweep.begin();
    const sessionId = newId();
    const facts: HostFacts = {
      hostId,
      name: 'a',
      sessionId,
      version: '0',
      pid: 1,
      capacity: await parts.facts.capacity(),
      capabilities: (await parts.facts.find('auto')).capabilities,
    };
    const announcer = new Announcer(parts, facts, () => reportAll(register, parts, sessionId));
    const consoles = new Consoles(parts);
    const ending = new AbortController();
    const announce = (): void => announcer.announce();
    bus.serveHost(hostId, 'compute', createMessages({ register, parts, consoles, announce, ending: ending.signal }));
    announcer.start();
    const drift = new DriftLook(register, new StrangerLook(register, parts, sessionId), parts, DRIFT_EVERY_MS);
    return {
      drift,
      bus,
      register,
      consoles,
      parts,
      sessionId,
      /** As SIGTERM begins: nobody is kept waiting any more. */
      beginToEnd: () => ending.abort(),
      /** As SIGKILL ends it: nothing is told to anybody. */
      die: async () => {
        announcer.close();
        sweep.close();
        void drift.close();
        bus.disconnect();
        reporter.close();
        await Promise.all(register.running().map(({ machine }) => machine?.detach()));
        await bus.close();
      },
    };
  };

  return {
    network,
    hostId,
    world,
    nics,
    clock,
    controlBus,
    control: () => new RecordingControl(network.connect()),
    startHost,
    ...asking(controlBus, hostId),
    settle,
  };
};

export type FakePlace = ReturnType<typeof fakePlace>;
