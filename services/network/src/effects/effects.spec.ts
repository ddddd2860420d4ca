import { isRefusal } from '@chronovisor/kernel';
import { newId } from '@chronovisor/kernel/ids';
import { createLogger } from '@chronovisor/telemetry';
import { beforeEach, describe, expect, it } from 'vitest';
import type { NicId, VmId, network } from '@chronovisor/contracts';
import { type FakeDnsmasq, fakeDnsmasq } from '../drivers/dnsmasq/dnsmasq.fake.ts';
import { fakeForwarding } from '../drivers/forwarding/forwarding.fake.ts';
import { type FakeLink, fakeLink } from '../drivers/link/link.fake.ts';
import { type FakeNft, fakeNft } from '../drivers/nft/nft.fake.ts';
import { fakeRecords } from '../drivers/records/records.fake.ts';
import { activateNetwork } from './activate-network.ts';
import { deactivateNetwork } from './deactivate-network.ts';
import type { HostParts } from './host-parts.ts';
import { bridgeName, tableName, tapName } from './names.ts';
import { plugNics } from './plug-nics.ts';
import { reconcile } from './reconcile.ts';
import { sweepTaps } from './sweep-taps.ts';
import { unplugNics } from './unplug-nics.ts';

type Fakes = HostParts & { readonly link: FakeLink; readonly nft: FakeNft; readonly dnsmasq: FakeDnsmasq };

let host: Fakes;
const fakes = (hostId = newId()): Fakes => ({
  hostId,
  link: fakeLink(),
  nft: fakeNft(),
  forwarding: fakeForwarding(),
  dnsmasq: fakeDnsmasq(),
  records: fakeRecords(),
  log: createLogger('test', 'silent'),
});
beforeEach(() => {
  host = fakes();
});

const networkId = newId();
const blue = { networkId, name: 'blue', subnet: null };

const activated = async (
  parts: HostParts = host,
  wanted: Parameters<typeof activateNetwork>[1] = blue,
): Promise<network.Activation> => {
  const activation = await activateNetwork(parts, wanted);
  if (isRefusal(activation)) throw new Error(activation.message);
  return activation;
};
const nicOn = (activation: network.Activation, last: number) => ({
  nicId: newId() as NicId,
  networkId,
  mac: `52:54:00:00:00:${String(last).padStart(2, '0')}`,
  address: activation.gateway.replace(/\d+$/, String(last)),
  hostname: 'web-1',
});
const plugOf = (activation: network.Activation, ...nics: ReturnType<typeof nicOn>[]) => ({
  vmId: newId() as VmId,
  networks: [{ networkId: networkId as never, activation }],
  nics,
});
/** Everything this host made, to be compared with before. */
const everything = async () => ({
  links: await host.link.list(),
  tables: await host.nft.tables(),
  forwarding: await host.forwarding.isOn(),
  server: await host.dnsmasq.isAlive(networkId),
  records: [await host.records.networks(), await host.records.vms()],
});

describe('activating a network', () => {
  it('makes bridge, rules, forwarding and server', async () => {
    const activation = await activated();
    expect(activation.subnet).toMatch(/^10\.177\.\d+\.0\/24$/);
    const bridge = { name: activation.bridge, kind: 'bridge', up: true, addresses: [`${activation.gateway}/24`] };
    expect(await everything()).toMatchObject({ links: [bridge], forwarding: true, server: true });
    expect(await host.nft.tables()).toContain(tableName(host.hostId, networkId));
  });

  it('twice gives the same', async () => {
    const first = await activated();
    const before = await everything();
    expect(await activated()).toEqual(first);
    expect(await everything()).toEqual(before);
  });

  it('leaves out subnets that the host reaches otherwise', async () => {
    for (let third = 0; third < 256; third += 1) {
      if (third !== 77) host.link.route({ destination: `10.177.${third}.0/25`, device: 'vpn0' });
    }
    expect((await activated()).subnet).toBe('10.177.77.0/24');
    expect(await activateNetwork(host, { ...blue, networkId: newId() })).toMatchObject({
      code: 'network.no-free-subnet',
    });
  });

  it('with a subnet that overlaps a route is refused and leaves nothing', async () => {
    host.link.route({ destination: '10.0.0.0/8', device: 'vpn0' });
    const before = await everything();
    const outcome = await activateNetwork(host, { ...blue, subnet: '10.177.3.0/24' });
    expect(outcome).toMatchObject({ code: 'network.subnet-overlaps', message: expect.stringContaining('vpn0') });
    expect(await everything()).toEqual(before);
  });

  it('that fails half-way leaves nothing', async () => {
    const before = await everything();
    host.link.deny(true);
    await expect(activateNetwork(host, blue)).rejects.toThrow('not permitted');
    expect(await everything()).toEqual(before);
  });

  it('gives two hosts on one machine names of their own', async () => {
    const other = fakes();
    expect((await activated()).bridge).not.toBe((await activated(other)).bridge);
    for (const { hostId } of [host, other]) expect(bridgeName(hostId, networkId).length).toBeLessThanOrEqual(15);
    expect(tapName(newId()).length).toBe(15);
  });
});

describe('deactivating a network', () => {
  it('takes all of it away, also twice', async () => {
    const before = await everything();
    await activated();
    for (let time = 0; time < 2; time += 1) expect(await deactivateNetwork(host, networkId)).toBe(null);
    expect(await everything()).toEqual(before);
  });

  it('takes it away also where the record was lost', async () => {
    const before = await everything();
    await activated();
    await host.records.forgetNetwork(networkId);
    await deactivateNetwork(host, networkId);
    expect(await everything()).toEqual(before);
  });

  it('is refused while a vm is plugged in', async () => {
    const activation = await activated();
    const plug = plugOf(activation, nicOn(activation, 2));
    await plugNics(host, plug);
    expect(await deactivateNetwork(host, networkId)).toMatchObject({ code: 'network.in-use' });
    await unplugNics(host, plug.vmId);
    expect(await deactivateNetwork(host, networkId)).toBe(null);
  });

  it('leaves forwarding on while another network, or another host process, needs it', async () => {
    await activated();
    await host.nft.applyNat({ name: 'chrono_ffffffff', bridge: 'chrffffffff', subnet: '10.177.200.0/24' });
    await deactivateNetwork(host, networkId);
    expect(await host.forwarding.isOn()).toBe(true);
    await host.nft.remove('chrono_ffffffff');
    await activated();
    await deactivateNetwork(host, networkId);
    expect(await host.forwarding.isOn()).toBe(false);
  });

  it('leaves forwarding on where it was on before', async () => {
    await host.forwarding.set(true);
    await activated();
    await deactivateNetwork(host, networkId);
    expect(await host.forwarding.isOn()).toBe(true);
  });
});

describe('the nics of a vm', () => {
  it('are plugged as TAPs with their addresses reserved, once', async () => {
    const activation = await activated();
    const nic = nicOn(activation, 2);
    const plug = plugOf(activation, nic);
    const taps = await plugNics(host, plug);
    expect(taps).toEqual([{ nicId: nic.nicId, tap: tapName(nic.nicId) }]);
    const before = await everything();
    expect(await plugNics(host, plug)).toEqual(taps);
    expect(await everything()).toEqual(before);
    expect(before.links).toContainEqual({
      name: tapName(nic.nicId),
      kind: 'tap',
      up: true,
      master: activation.bridge,
      addresses: [],
    });
    expect(await host.dnsmasq.ask(networkId, nic.mac)).toEqual({ address: nic.address, hostname: 'web-1' });
  });

  it('are unplugged without a trace, also twice', async () => {
    const activation = await activated();
    const before = await everything();
    const plug = plugOf(activation, nicOn(activation, 2), nicOn(activation, 3));
    await plugNics(host, plug);
    await unplugNics(host, plug.vmId);
    await unplugNics(host, plug.vmId);
    expect(await everything()).toEqual(before);
    expect(await host.dnsmasq.ask(networkId, plug.nics[0]?.mac ?? '')).toBe(null);
  });

  it('find their network by what the host itself wrote down', async () => {
    const activation = await activated();
    const plug = {
      ...plugOf(activation, nicOn(activation, 2)),
      networks: [{ networkId: networkId as never, activation: null }],
    };
    expect(await plugNics(host, plug)).toHaveLength(1);
    expect((await host.link.list()).find(({ kind }) => kind === 'tap')?.master).toBe(activation.bridge);
  });

  it('are refused on a network that nobody ever activated here, and leave nothing', async () => {
    const before = await everything();
    const activation = { bridge: '', subnet: '10.0.2.0/24', gateway: '10.0.2.2' };
    const plug = {
      ...plugOf(activation, nicOn(activation, 2)),
      networks: [{ networkId: networkId as never, activation: null }],
    };
    expect(await plugNics(host, plug)).toMatchObject({ kind: 'refusal', code: 'network.not-active' });
    expect(await plugNics(host, { ...plug, nics: [] })).toEqual([]);
    expect(await everything()).toEqual(before);
  });

  it('bring their network back where the host has lost it', async () => {
    const activation = await activated();
    await deactivateNetwork(host, networkId);
    const nic = nicOn(activation, 2);
    await plugNics(host, plugOf(activation, nic));
    expect((await host.link.list()).map(({ name }) => name).toSorted()).toEqual([
      activation.bridge,
      tapName(nic.nicId),
    ]);
  });

  it('that cannot all be plugged are all unplugged', async () => {
    const activation = await activated();
    const nic = nicOn(activation, 2);
    const foreign = nicOn(activation, 3);
    host.link.plant({ name: tapName(foreign.nicId), kind: 'other', up: true, master: null, addresses: [] });
    const before = await everything();
    await expect(plugNics(host, plugOf(activation, foreign, nic))).rejects.toMatchObject({ code: 'link.foreign' });
    await expect(plugNics(host, plugOf(activation, nic, foreign))).rejects.toMatchObject({ code: 'link.foreign' });
    expect(await everything()).toEqual(before);
  });
});

describe('a sweep', () => {
  it('finds again what could not be removed before', async () => {
    const activation = await activated();
    const before = await everything();
    const plug = plugOf(activation, nicOn(activation, 2), nicOn(activation, 3));
    const taps = await plugNics(host, plug);
    host.link.deny(true);
    await expect(unplugNics(host, plug.vmId)).rejects.toThrow('not permitted');
    host.link.deny(false);
    expect(await sweepTaps(host, [])).toEqual([{ vmId: plug.vmId, taps }]);
    expect(await everything()).toEqual(before);
  });

  it('removes what vms that do not run have left, and tells it', async () => {
    const activation = await activated();
    const [alive, dead] = [plugOf(activation, nicOn(activation, 2)), plugOf(activation, nicOn(activation, 3))];
    await plugNics(host, alive);
    const before = await everything();
    const taps = await plugNics(host, dead);
    expect(await sweepTaps(host, [alive.vmId])).toEqual([{ vmId: dead.vmId, taps }]);
    expect(await everything()).toEqual(before);
    expect(await sweepTaps(host, [alive.vmId])).toEqual([]);
  });

  it('removes TAPs on our bridges that nobody wrote down, and no others', async () => {
    const activation = await activated();
    const before = await everything();
    const stray = { name: tapName(newId()), kind: 'tap', up: true, addresses: [] } as const;
    const [ours, theirs] = [
      { ...stray, master: activation.bridge },
      { ...stray, name: tapName(newId()), master: 'br0' },
    ];
    host.link.plant(ours);
    host.link.plant(theirs);
    await sweepTaps(host, []);
    expect(await host.link.list()).toEqual([...before.links, theirs]);
  });
});

describe('looking after what stands', () => {
  it('brings back whatever is missing', async () => {
    const activation = await activated();
    const nic = nicOn(activation, 2);
    await plugNics(host, plugOf(activation, nic));
    const before = await everything();
    await host.dnsmasq.kill(networkId);
    await host.nft.remove(tableName(host.hostId, networkId));
    await host.link.remove(activation.bridge);
    await host.forwarding.set(false);
    await reconcile(host, { rewriteRules: false });
    expect(await everything()).toMatchObject({ forwarding: true, server: true, records: before.records });
    expect((await host.link.list()).find(({ name }) => name === tapName(nic.nicId))?.master).toBe(activation.bridge);
    expect((await host.nft.tables()).toSorted()).toEqual(before.tables.toSorted());
    expect(await host.dnsmasq.ask(networkId, nic.mac)).toMatchObject({ address: nic.address });
  });

  it('goes on with the next network when one cannot be made to stand', async () => {
    const first = await activated();
    const second = await activated(host, { ...blue, networkId: newId(), name: 'red' });
    await host.link.remove(first.bridge);
    await host.link.remove(second.bridge);
    host.link.plant({ name: first.bridge, kind: 'other', up: true, master: null, addresses: [] });
    await reconcile(host, { rewriteRules: true });
    expect((await host.link.list()).find(({ name }) => name === second.bridge)).toMatchObject({ up: true });
  });
});
