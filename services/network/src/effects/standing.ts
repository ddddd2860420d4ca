/** Makes a network stand on the host, or takes all of it away. Looks first, so that both may be repeated at any time. */
import type { Reservation } from '../drivers/dnsmasq/dnsmasq.port.ts';
import type { NetworkRecord } from '../drivers/records/records.port.ts';
import type { HostParts } from './host-parts.ts';
import { bridgeMac, bridgeName, domainOf, tableName } from './names.ts';

/** Stands in the firewall, which forgets when the kernel does, for "forwarding was off before us". */
const FORWARDING_NOTE = 'chrono_forwarding';

const ensureForwarding = async ({ nft, forwarding }: HostParts): Promise<void> => {
  if (await forwarding.isOn()) return;
  await nft.applyNote(FORWARDING_NOTE);
  await forwarding.set(true);
};

/** The tables count who needs it: those of other host processes on this machine as well. */
const restoreForwarding = async ({ nft, forwarding }: HostParts): Promise<void> => {
  const tables = await nft.tables();
  if (!tables.includes(FORWARDING_NOTE) || tables.some((name) => name !== FORWARDING_NOTE)) return;
  await forwarding.set(false);
  await nft.remove(FORWARDING_NOTE);
};

const reservationsOn = async ({ records }: HostParts, networkId: string): Promise<Reservation[]> =>
  (await records.vms())
    .flatMap(({ nics }) => nics)
    .flatMap(({ networkId: on, mac, address, hostname }) =>
      on === networkId && address !== null ? [{ mac, address, hostname }] : [],
    );

export const natTableOf = ({ hostId }: HostParts, { networkId, activation }: NetworkRecord) => ({
  name: tableName(hostId, networkId),
  bridge: activation.bridge,
  subnet: activation.subnet,
});

export const stand = async (parts: HostParts, record: NetworkRecord): Promise<void> => {
  const { networkId, name, activation } = record;
  const { bridge, subnet, gateway } = activation;
  const table = natTableOf(parts, record);
  if (!(await parts.nft.tables()).includes(table.name)) await parts.nft.applyNat(table);
  const address = `${gateway}/${subnet.split('/')[1]}`;
  await parts.link.ensureBridge({ name: bridge, address, mac: bridgeMac(parts.hostId, networkId) });
  await ensureForwarding(parts);
  const server = { networkId, bridge, subnet, domain: domainOf(name) };
  await parts.dnsmasq.ensure(server, await reservationsOn(parts, networkId));
};

/** Everything's name follows from the ids, so nothing stays behind where the record was lost. */
export const fall = async (parts: HostParts, networkId: string): Promise<void> => {
  const bridge = bridgeName(parts.hostId, networkId);
  await parts.dnsmasq.stop({ networkId, bridge });
  await parts.link.remove(bridge);
  await parts.nft.remove(tableName(parts.hostId, networkId));
  await restoreForwarding(parts);
  await parts.records.forgetNetwork(networkId);
};
