/** A host whose drivers are all fakes, and what specs of its effects do with it. */
import type { NicId, VmId, network } from '@chronovisor/contracts';
import { isRefusal } from '@chronovisor/kernel';
import { newId } from '@chronovisor/kernel/ids';
import { createLogger } from '@chronovisor/telemetry';
import { type FakeDnsmasq, fakeDnsmasq } from '../src/drivers/dnsmasq/dnsmasq.fake.ts';
import { fakeForwarding } from '../src/drivers/forwarding/forwarding.fake.ts';
import { type FakeLink, fakeLink } from '../src/drivers/link/link.fake.ts';
import { type FakeNft, fakeNft } from '../src/drivers/nft/nft.fake.ts';
import { fakeRecords } from '../src/drivers/records/records.fake.ts';
import { activateNetwork } from '../src/effects/activate-network.ts';
import type { HostParts } from '../src/effects/host-parts.ts';

export type FakeHost = HostParts & { readonly link: FakeLink; readonly nft: FakeNft; readonly dnsmasq: FakeDnsmasq };

export const fakeHost = (): FakeHost => ({
  hostId: newId(),
  link: fakeLink(),
  nft: fakeNft(),
  forwarding: fakeForwarding(),
  dnsmasq: fakeDnsmasq(),
  records: fakeRecords(),
  log: createLogger('test', 'silent'),
});

export const networkId = newId();
export const blue = { networkId, name: 'blue', subnet: null };

export const activated = async (host: HostParts, wanted = blue): Promise<network.Activation> => {
  const activation = await activateNetwork(host, wanted);
  if (isRefusal(activation)) throw new Error(activation.message);
  return activation;
};

export const nicOn = (activation: network.Activation, last: number) => ({
  nicId: newId() as NicId,
  networkId,
  mac: `52:54:00:00:00:${String(last).padStart(2, '0')}`,
  address: activation.gateway.replace(/\d+$/, String(last)),
  hostname: 'web-1',
});

export const plugOf = (activation: network.Activation, ...nics: ReturnType<typeof nicOn>[]) => ({
  vmId: newId() as VmId,
  networks: [{ networkId: networkId as never, activation }],
  nics,
});

/** Everything the host made, to be compared with before. */
export const everythingOn = async (host: FakeHost) => ({
  links: await host.link.list(),
  tables: await host.nft.tables(),
  forwarding: await host.forwarding.isOn(),
  server: await host.dnsmasq.isAlive(networkId),
  records: [await host.records.networks(), await host.records.vms()],
});
