/** A network part without a network: remembers which TAPs stand. */
import type { LaunchSpec, network } from '@chronovisor/contracts';
import { Fault } from '@chronovisor/kernel';
import type { NicPlug } from './nic-plug.port.ts';

export class FakeNicPlug implements NicPlug {
  readonly standing = new Map<string, readonly network.Tap[]>();
  /** Set: no TAP can be made, for this reason. */
  broken: string | null = null;
  /** Set: no TAP can be removed, for this reason. */
  stuck: string | null = null;

  async plug({ vmId, nics }: LaunchSpec): Promise<readonly network.Tap[]> {
    const bridged = nics.filter(({ kind }) => kind !== 'user');
    if (bridged.length === 0) return [];
    if (this.broken !== null) throw new Fault('nic.plug-failed', this.broken, { retry: 'later' });
    const taps = bridged.map(({ nicId }) => ({ nicId, tap: `cht${nicId.slice(-8)}` }));
    this.standing.set(vmId, taps);
    return taps;
  }

  async unplug(vmId: string): Promise<void> {
    this.#removable();
    this.standing.delete(vmId);
  }

  async sweep(running: readonly string[]): Promise<void> {
    this.#removable();
    for (const vmId of this.standing.keys()) if (!running.includes(vmId)) this.standing.delete(vmId);
  }

  #removable(): void {
    if (this.stuck !== null) throw new Fault('nic.plug-failed', this.stuck, { retry: 'later' });
  }
}
