import { newId } from '@chronovisor/kernel/ids';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  type FakeHost,
  activated,
  blue,
  everythingOn,
  fakeHost,
  networkId,
  nicOn,
  plugOf,
} from '../../test/fake-host.ts';
import { activateNetwork } from './activate-network.ts';
import { bridgeName, tableName, tapName } from './names.ts';
import { deactivateNetwork } from './deactivate-network.ts';
import { plugNics } from './plug-nics.ts';
import { reconcile } from './reconcile.ts';
import { unplugNics } from './unplug-nics.ts';

let host: FakeHost;
const everything = () => everythingOn(host);
beforeEach(() => {
  host = fakeHost();
});

describe('activating a network', () => {
  it('makes bridge, rules, forwarding and server', async () => {
    const activation = await activated(host);
    expect(activation.subnet).toMatch(/^10\.177\.\d+\.0\/24$/);
    const bridge = { name: activation.bridge, kind: 'bridge', up: true, addresses: [`${activation.gateway}/24`] };
    expect(await everything()).toMatchObject({ links: [bridge], forwarding: true, server: true });
    expect(await host.nft.tables()).toContain(tableName(host.hostId, networkId));
  });

  it('twice gives the same', async () => {
    const first = await activated(host);
    const before = await everything();
    expect(await activated(host)).toEqual(first);
    expect(await everything()).toEqual(before);
  });

  it('leaves out subnets that the host reaches otherwise', async () => {
    for (let third = 0; third < 256; third += 1) {
      if (third !== 77) host.link.route({ destination: `10.177.${third}.0/25`, device: 'vpn0' });
    }
    expect((await activated(host)).subnet).toBe('10.177.77.0/24');
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
    const other = fakeHost();
    expect((await activated(host)).bridge).not.toBe((await activated(other)).bridge);
    for (const { hostId } of [host, other]) expect(bridgeName(hostId, networkId).length).toBeLessThanOrEqual(15);
    expect(tapName(newId()).length).toBe(15);
  });
});

describe('deactivating a network', () => {
  it('takes all of it away, also twice', async () => {
    const before = await everything();
    await activated(host);
    for (let time = 0; time < 2; time += 1) expect(await deactivateNetwork(host, networkId)).toBe(null);
    expect(await everything()).toEqual(before);
  });

  it('takes it away also where the record was lost', async () => {
    const before = await everything();
    await activated(host);
    await host.records.forgetNetwork(networkId);
    await deactivateNetwork(host, networkId);
    expect(await everything()).toEqual(before);
  });

  it('is refused while a vm is plugged in', async () => {
    const activation = await activated(host);
    const plug = plugOf(activation, nicOn(activation, 2));
    await plugNics(host, plug);
    expect(await deactivateNetwork(host, networkId)).toMatchObject({ code: 'network.in-use' });
    await unplugNics(host, plug.vmId);
    expect(await deactivateNetwork(host, networkId)).toBe(null);
  });

  it('leaves forwarding on while another network, or another host process, needs it', async () => {
    await activated(host);
    await host.nft.applyNat({ name: 'chrono_ffffffff', bridge: 'chrffffffff', subnet: '10.177.200.0/24' });
    await deactivateNetwork(host, networkId);
    expect(await host.forwarding.isOn()).toBe(true);
    await host.nft.remove('chrono_ffffffff');
    await activated(host);
    await deactivateNetwork(host, networkId);
    expect(await host.forwarding.isOn()).toBe(false);
  });

  it('leaves forwarding on where it was on before', async () => {
    await host.forwarding.set(true);
    await activated(host);
    await deactivateNetwork(host, networkId);
    expect(await host.forwarding.isOn()).toBe(true);
  });
});

describe('looking after what stands', () => {
  it('brings back whatever is missing', async () => {
    const activation = await activated(host);
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
    const first = await activated(host);
    const second = await activated(host, { ...blue, networkId: newId(), name: 'red' });
    await host.link.remove(first.bridge);
    await host.link.remove(second.bridge);
    host.link.plant({ name: first.bridge, kind: 'other', up: true, master: null, addresses: [] });
    await reconcile(host, { rewriteRules: true });
    expect((await host.link.list()).find(({ name }) => name === second.bridge)).toMatchObject({ up: true });
  });
});
