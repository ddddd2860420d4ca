/** Takes a network off this host, unless a vm is still plugged into it. */
import { type Refusal, refuse } from '@chronovisor/kernel';
import type { HostParts } from './host-parts.ts';
import { fall } from './standing.ts';

export const deactivateNetwork = async (parts: HostParts, networkId: string): Promise<Refusal | null> => {
  const users = (await parts.records.vms()).filter(({ nics }) => nics.some((nic) => nic.networkId === networkId));
  if (users.length > 0) {
    return refuse('network.in-use', `${users.length} running vms are on the network`, {
      hint: 'Stop and delete them first.',
    });
  }
  await fall(parts, networkId);
  return null;
};
