/** What every effect of compute's host role works with: ports, the bus and the way to report; never a live driver. */
import type { Bus, HeartbeatParts, HostClock, Report } from '@chronovisor/bus';
import type { HostId } from '@chronovisor/contracts';
import type { Logger } from '@chronovisor/telemetry';
import type { GuestPorts } from '../drivers/guest-port/guest-port.port.ts';
import type { HostFactsPort } from '../drivers/host-facts/host-facts.port.ts';
import type { NicPlug } from '../drivers/nic-plug/nic-plug.port.ts';
import type { QemuProcesses } from '../drivers/qemu-process/qemu-process.port.ts';

export interface HostParts {
  readonly hostId: HostId;
  readonly log: Logger;
  readonly clock: HostClock;
  readonly bus: Bus;
  readonly report: Report;
  readonly heartbeatParts: HeartbeatParts;
  readonly qemu: QemuProcesses;
  readonly nics: NicPlug;
  readonly facts: HostFactsPort;
  readonly ports: GuestPorts;
}
