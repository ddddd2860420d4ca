/** Nics on bridges: the TAPs that the same host's network part makes and removes. */
import type { LaunchSpec, network } from '@chronovisor/contracts';

/** Fault `nic.plug-failed`: the network part's own words, `facts.hint` where it gave one. */
export interface NicPlug {
  /** One TAP for each nic on a bridge; those that stand are given again. */
  plug(spec: LaunchSpec): Promise<readonly network.Tap[]>;
  /** Removes the TAPs of a vm; none left is fine. */
  unplug(vmId: string): Promise<void>;
  /** Removes the TAPs of all vms but these. */
  sweep(running: readonly string[]): Promise<void>;
}

/** Nothing to plug: QEMU's own network needs nothing on the host. */
export const isBridged = (spec: LaunchSpec): boolean => spec.nics.some(({ kind }) => kind !== 'user');
