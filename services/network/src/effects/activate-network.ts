/** Has a network on this host: chooses its subnet once, writes it down, makes it. */
import type { network } from '@chronovisor/contracts';
import { type Refusal, isRefusal } from '@chronovisor/kernel';
import type { NetworkRecord } from '../drivers/records/records.port.ts';
import type { HostParts } from './host-parts.ts';
import { bridgeName, startingPoint } from './names.ts';
import { fall, stand } from './standing.ts';
import { chooseSubnet, gatewayOf } from './subnet-choice.ts';

interface Wanted {
  readonly networkId: string;
  readonly name: string;
  readonly subnet: string | null;
}

const choose = async (
  { hostId, link }: HostParts,
  { networkId, name, subnet }: Wanted,
): Promise<NetworkRecord | Refusal> => {
  const bridge = bridgeName(hostId, networkId);
  const chosen = chooseSubnet({ subnet, bridge, start: startingPoint(hostId, networkId) }, await link.routes());
  if (isRefusal(chosen)) return chosen;
  return { networkId, name, activation: { bridge, subnet: chosen, gateway: gatewayOf(chosen) } };
};

export const activateNetwork = async (parts: HostParts, wanted: Wanted): Promise<network.Activation | Refusal> => {
  const known = (await parts.records.networks()).find(({ networkId }) => networkId === wanted.networkId);
  const record = known ?? (await choose(parts, wanted));
  if (isRefusal(record)) return record;
  await parts.records.saveNetwork(record);
  try {
    await stand(parts, record);
  } catch (error) {
    // What stood before is left to the next look; what never stood must not lie about half made.
    if (known === undefined) await fall(parts, wanted.networkId);
    throw error;
  }
  return record.activation;
};
