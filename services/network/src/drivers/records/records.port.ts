/** What this host made, written down before it is made, so that a restarted process adopts or clears it. */
import type { network } from '@chronovisor/contracts';

export interface NetworkRecord {
  readonly networkId: string;
  readonly name: string;
  readonly activation: network.Activation;
}

export interface PluggedNic {
  readonly nicId: string;
  readonly networkId: string;
  readonly tap: string;
  readonly mac: string;
  readonly address: string | null;
  readonly hostname: string;
}

export interface VmRecord {
  readonly vmId: string;
  readonly nics: readonly PluggedNic[];
}

/** A record that does not read back counts as not there; control's word makes it anew. */
export interface Records {
  networks(): Promise<readonly NetworkRecord[]>;
  saveNetwork(record: NetworkRecord): Promise<void>;
  forgetNetwork(networkId: string): Promise<void>;
  vms(): Promise<readonly VmRecord[]>;
  saveVm(record: VmRecord): Promise<void>;
  forgetVm(vmId: string): Promise<void>;
}
