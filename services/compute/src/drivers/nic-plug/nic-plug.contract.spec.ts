import type { Bus } from '@chronovisor/bus';
import type { HostEnvelope, HostReply, LaunchSpec, Nic, network } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { fakeNetwork } from '@chronovisor/testing';
import { describe, expect, it } from 'vitest';
import { FakeNicPlug } from './nic-plug.fake.ts';
import { liveNicPlug } from './nic-plug.live.ts';
import type { NicPlug } from './nic-plug.port.ts';

interface Place {
  readonly plug: NicPlug;
  standing(): readonly string[];
  breakDown(why: string): void;
}

const fakePlace = (): Place => {
  const plug = new FakeNicPlug();
  return { plug, standing: () => [...plug.standing.keys()], breakDown: (why) => (plug.broken = why) };
};

/** The live driver's other end: a network part that keeps the contract and makes nothing. */
const networkPart = (bus: Bus, hostId: string) => {
  const standing = new Map<string, readonly network.Tap[]>();
  let broken: string | null = null;
  bus.serveHost(hostId, 'network', async ({ type, data }: HostEnvelope): Promise<HostReply> => {
    const asked = data as { vmId: string; nics: Nic[]; running: string[] };
    if (type === 'network.PlugNics') {
      if (broken !== null) return { kind: 'fault', code: 'network.no-bridge', message: broken, retry: 'later' };
      const taps = asked.nics.map(({ nicId }) => ({ nicId, tap: `cht${nicId.slice(-8)}` }));
      standing.set(asked.vmId, taps);
      return { kind: 'result', result: taps };
    }
    if (type === 'network.UnplugNics') standing.delete(asked.vmId);
    else for (const vmId of standing.keys()) if (!asked.running.includes(vmId)) standing.delete(vmId);
    return { kind: 'result', result: null };
  });
  return { standing: () => [...standing.keys()], breakDown: (why: string) => (broken = why) };
};

const livePlace = (): Place => {
  const cable = fakeNetwork();
  const hostId = newId();
  return { plug: liveNicPlug(cable.connect(), hostId), ...networkPart(cable.connect(), hostId) };
};

const specWith = (...kinds: readonly Nic['kind'][]): LaunchSpec =>
  ({
    vmId: newId(),
    name: 'web-1',
    nics: kinds.map((kind) => ({
      nicId: newId(),
      networkId: newId(),
      kind,
      mac: '52:54:00:00:00:01',
      model: 'virtio',
      address: null,
      forwards: [],
    })),
  }) as unknown as LaunchSpec;

describe.each([
  ['fake', fakePlace],
  ['live', livePlace],
])('%s plugs', (_, open) => {
  it('give a TAP to each nic on a bridge and to no other', async () => {
    const { plug } = open();
    const spec = specWith('nat', 'user', 'nat');
    const taps = await plug.plug(spec);
    expect(taps.map(({ nicId }) => nicId)).toEqual([spec.nics[0]?.nicId, spec.nics[2]?.nicId]);
    expect(await plug.plug(specWith('user'))).toEqual([]);
  });

  it('give the same again', async () => {
    const { plug } = open();
    const spec = specWith('nat');
    expect(await plug.plug(spec)).toEqual(await plug.plug(spec));
  });

  it('say why there is none', async () => {
    const { plug, breakDown } = open();
    breakDown('the bridge is gone');
    await expect(plug.plug(specWith('nat'))).rejects.toMatchObject({
      code: 'nic.plug-failed',
      message: 'the bridge is gone',
    });
  });

  it('are pulled out, also when nothing is in', async () => {
    const { plug, standing } = open();
    const spec = specWith('nat');
    await plug.plug(spec);
    await plug.unplug(spec.vmId);
    await plug.unplug(spec.vmId);
    expect(standing()).toEqual([]);
  });

  it('of vms that do not run are swept', async () => {
    const { plug, standing } = open();
    const [running, gone] = [specWith('nat'), specWith('nat')];
    await plug.plug(running);
    await plug.plug(gone);
    await plug.sweep([running.vmId]);
    expect(standing()).toEqual([running.vmId]);
  });
});

describe('the live plug', () => {
  it('says so when this host has no network part', async () => {
    const plug = liveNicPlug(fakeNetwork().connect(), newId());
    await expect(plug.plug(specWith('nat'))).rejects.toMatchObject({ code: 'nic.plug-failed', retry: 'later' });
  });
});
