/** Compares what was written down with what stands, and makes what is missing: after a restart, and every now and then. */
import type { HostParts } from './host-parts.ts';
import { natTableOf, stand } from './standing.ts';

/** TAPs of running vms that lost their bridge; one that is gone belongs to a vm that runs no more. */
const reattachTaps = async ({ link, records }: HostParts, networkId: string, bridge: string): Promise<void> => {
  const seen = new Map((await link.list()).map((one) => [one.name, one]));
  const nics = (await records.vms()).flatMap((vm) => vm.nics).filter((nic) => nic.networkId === networkId);
  for (const { tap } of nics) {
    const one = seen.get(tap);
    if (one !== undefined && (one.master !== bridge || !one.up)) await link.ensureTap(tap, bridge);
  }
};

export interface ReconcileOptions {
  /** Write the rules even where a table stands: another version may have written it. */
  readonly rewriteRules: boolean;
}

export const reconcile = async (parts: HostParts, { rewriteRules }: ReconcileOptions): Promise<void> => {
  for (const record of await parts.records.networks()) {
    const { networkId, activation } = record;
    try {
      if (rewriteRules) await parts.nft.applyNat(natTableOf(parts, record));
      const alive = await parts.dnsmasq.isAlive(networkId);
      if (!alive)
        parts.log.warn({ networkId, bridge: activation.bridge }, 'the network has no DHCP server; one is started');
      await stand(parts, record);
      await reattachTaps(parts, networkId, activation.bridge);
    } catch (error) {
      parts.log.error({ err: error, networkId }, 'a network does not stand as it was written down');
    }
  }
};
