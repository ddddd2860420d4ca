/** Whether a guest answers on a TCP port, tried from its host. */
import type { Machine } from '../qemu-process/qemu-process.port.ts';

/** `no-way`: the guest has no address that the host knows, and no forward to this port. */
export type PortAnswer = 'open' | 'closed' | 'no-way';

export interface GuestPorts {
  /** Tries once, for a second at most. */
  try(machine: Machine, port: number): Promise<PortAnswer>;
}
