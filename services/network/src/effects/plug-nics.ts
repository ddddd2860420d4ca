/** Gives a vm its TAPs right before it starts. Written down first: whoever comes after a crash knows what to remove. */
import type { MessageOf, network } from '@chronovisor/contracts';
import { type Refusal, isRefusal, refuse } from '@chronovisor/kernel';
import type { NetworkRecord, PluggedNic } from '../drivers/records/records.port.ts';
import type { HostParts } from './host-parts.ts';
import { tapName } from './names.ts';
import { stand } from './standing.ts';
import { unplugNics } from './unplug-nics.ts';

type Plug = MessageOf<typeof network.HostPlugNics>['data'];

/** As we wrote it down, else made anew from the asker's word. */
const recordsFor = async ({ records }: HostParts, { networks, nics }: Plug): Promise<NetworkRecord[] | Refusal> => {
  const known = new Map((await records.networks()).map((record) => [record.networkId, record]));
  const found: NetworkRecord[] = [];
  for (const networkId of new Set(nics.map((nic) => nic.networkId))) {
    const activation = networks.find((one) => one.networkId === networkId)?.activation ?? null;
    const told = activation === null ? undefined : { networkId, name: `net-${networkId.slice(-8)}`, activation };
    const record = known.get(networkId) ?? told;
    if (record === undefined) {
      return refuse('network.not-active', `the network ${networkId} does not stand on this host`, {
        hint: 'Activate the network on the host, then start the vm again.',
      });
    }
    found.push(record);
  }
  return found;
};

const makeTaps = async (
  parts: HostParts,
  records: readonly NetworkRecord[],
  nics: readonly PluggedNic[],
): Promise<void> => {
  for (const record of records) {
    await parts.records.saveNetwork(record);
    await stand(parts, record);
    const own = nics.filter(({ networkId }) => networkId === record.networkId);
    for (const { tap } of own) await parts.link.ensureTap(tap, record.activation.bridge);
  }
};

export const plugNics = async (parts: HostParts, plug: Plug): Promise<network.Tap[] | Refusal> => {
  const records = await recordsFor(parts, plug);
  if (isRefusal(records)) return records;
  if (records.length === 0) return [];
  const nics = plug.nics.map((nic) => ({ ...nic, tap: tapName(nic.nicId) }));
  await parts.records.saveVm({ vmId: plug.vmId, nics });
  try {
    await makeTaps(parts, records, nics);
  } catch (error) {
    await unplugNics(parts, plug.vmId).catch((left: unknown) =>
      parts.log.error({ err: left, vmId: plug.vmId }, 'TAPs of a failed start are left to the next sweep'),
    );
    throw error;
  }
  return nics.map(({ nicId, tap }) => ({ nicId, tap }));
};
