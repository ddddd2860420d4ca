/** Gives a vm its TAPs right before it starts. Written down first: whoever comes after a crash knows what to remove. */
import type { MessageOf, network } from '@chronovisor/contracts';
import type { NetworkRecord, PluggedNic } from '../drivers/records/records.port.ts';
import type { HostParts } from './host-parts.ts';
import { tapName } from './names.ts';
import { stand } from './standing.ts';
import { unplugNics } from './unplug-nics.ts';

type Plug = MessageOf<typeof network.HostPlugNics>['data'];

/** The record of a network that control knows to stand here; made anew from its word where ours was lost. */
const recordsFor = async ({ records }: HostParts, { networks }: Plug): Promise<NetworkRecord[]> => {
  const known = new Map((await records.networks()).map((record) => [record.networkId, record]));
  return networks.flatMap(({ networkId, activation }) =>
    activation === null ? [] : [known.get(networkId) ?? { networkId, name: `net-${networkId.slice(-8)}`, activation }],
  );
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

/** Nics on `user` networks have no TAP: QEMU serves those by itself. */
export const plugNics = async (parts: HostParts, plug: Plug): Promise<network.Tap[]> => {
  const records = await recordsFor(parts, plug);
  const onBridges = plug.nics.filter(({ networkId }) => records.some((record) => record.networkId === networkId));
  if (onBridges.length === 0) return [];
  const nics = onBridges.map((nic) => ({ ...nic, tap: tapName(nic.nicId) }));
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
