import { newId } from '@chronovisor/kernel/ids';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeHost, activated, everythingOn, fakeHost, networkId, nicOn, plugOf } from '../../test/fake-host.ts';
import { deactivateNetwork } from './deactivate-network.ts';
import { plugNics } from './plug-nics.ts';
import { sweepTaps } from './sweep-taps.ts';
import { tapName } from './names.ts';
import { unplugNics } from './unplug-nics.ts';

let host: FakeHost;
const everything = () => everythingOn(host);
beforeEach(() => {
  host = fakeHost();
});

describe('the nics of a vm', () => {
  it('are plugged as TAPs with their addresses reserved, once', async () => {
    const activation = await activated(host);
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
    const activation = await activated(host);
    const before = await everything();
    const plug = plugOf(activation, nicOn(activation, 2), nicOn(activation, 3));
    await plugNics(host, plug);
    await unplugNics(host, plug.vmId);
    await unplugNics(host, plug.vmId);
    expect(await everything()).toEqual(before);
    expect(await host.dnsmasq.ask(networkId, plug.nics[0]?.mac ?? '')).toBe(null);
  });

  it('find their network by what the host itself wrote down', async () => {
    const activation = await activated(host);
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
    const activation = await activated(host);
    await deactivateNetwork(host, networkId);
    const nic = nicOn(activation, 2);
    await plugNics(host, plugOf(activation, nic));
    expect((await host.link.list()).map(({ name }) => name).toSorted()).toEqual([
      activation.bridge,
      tapName(nic.nicId),
    ]);
  });

  it('that cannot all be plugged are all unplugged', async () => {
    const activation = await activated(host);
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
    const activation = await activated(host);
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
    const activation = await activated(host);
    const [alive, dead] = [plugOf(activation, nicOn(activation, 2)), plugOf(activation, nicOn(activation, 3))];
    await plugNics(host, alive);
    const before = await everything();
    const taps = await plugNics(host, dead);
    expect(await sweepTaps(host, [alive.vmId])).toEqual([{ vmId: dead.vmId, taps }]);
    expect(await everything()).toEqual(before);
    expect(await sweepTaps(host, [alive.vmId])).toEqual([]);
  });

  it('removes TAPs on our bridges that nobody wrote down, and no others', async () => {
    const activation = await activated(host);
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
