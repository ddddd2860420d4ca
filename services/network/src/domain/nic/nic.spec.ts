import { checkRepeatedCommands, specify } from '@chronovisor/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as say from '../../../test/samples.ts';
import type { Network } from '../network/state.ts';
import { macOf, nextAddress } from './choice.ts';
import { nicDecider } from './decide.ts';

const { hostA, networkId, nicId, vmId, activation } = say;
const nic = specify(nicDecider);
const base = { status: 'declared', networkId, name: 'blue', kind: 'nat', subnet: null, labels: {} } as const;
const hosts = { [hostA]: { status: 'active', activation } } as const;
const standing: Network = { ...base, hosts };
const user: Network = { ...base, kind: 'user', hosts: {} };
const chosen = { mac: '52:54:00:00:00:01', address: '10.177.3.2' };
const forward = { protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: 0, guestPort: 80 } as const;
const create = (data = {}, on: Network = standing) => ({ ...say.createNic(data), on, chosen });
const created = nic.given([]).after(create());

describe('a nic', () => {
  it('is given what was chosen for it', () => {
    const data = { nicId, networkId, kind: 'nat', model: 'virtio', forwards: [], ...chosen };
    nic
      .when(create())
      .then([{ type: 'network.NicCreated', version: 1, data: { nicId, vmId, hostId: hostA, nic: data } }] as never);
  });

  it('is made once, however often it is asked for', () => {
    nic.when(create()).thenOnlyOnce();
    created.when({ ...create(), chosen: { mac: '52:54:00:00:00:09', address: null } }).thenNothing();
    created.when(create({ mac: '52:54:00:00:00:09' })).thenRefused('nic.id-taken');
  });

  it('needs a network that is there and stands on the host', () => {
    nic.when(create({}, { status: 'none' })).thenRefused('network.not-found');
    nic.when(create({}, { ...base, hosts: {} })).thenRefused('network.not-active');
    nic
      .when(create({}, { ...base, hosts, status: 'deleting', request: say.requestIn(say.metaOf()) }))
      .thenRefused('network.busy');
  });

  it('has port forwards on user networks only', () => {
    nic.when(create({ forwards: [forward] })).thenRefused('nic.forwards-need-user-network');
    nic.when(create({ forwards: [forward] }, user)).thenTypes('network.NicCreated');
  });

  it('gives back all it held, once', () => {
    const gone = { nicId, vmId, networkId, ...chosen };
    created
      .when(say.deleteNic())
      .then([{ type: 'network.NicDeleted', version: 1, data: gone }] as never)
      .thenOnlyOnce();
    nic.when(say.deleteNic()).thenNothing();
    created.after(say.deleteNic()).when(create()).thenRefused('nic.id-taken');
  });

  it('hears every repeated command once', () => {
    const commands = fc.constantFrom(create(), say.deleteNic(), create({}, user));
    expect(() => checkRepeatedCommands(nicDecider, commands)).not.toThrow();
  });
});

describe('the choice of a MAC', () => {
  it('follows from the id and is another one at each attempt', () => {
    expect(macOf(nicId, 0)).toBe(macOf(nicId, 0));
    const macs = new Set(Array.from({ length: 1000 }, (_, attempt) => macOf(nicId, attempt)));
    expect(macs.size).toBe(1000);
    expect([...macs].every((mac) => /^52:54:00(:[0-9a-f]{2}){3}$/.test(mac))).toBe(true);
  });
});

describe('the choice of an address', () => {
  const small = { bridge: 'b', subnet: '10.0.0.8/29', gateway: '10.0.0.9' };

  it('begins behind the gateway and goes on from the last one given', () => {
    expect(nextAddress(small, new Set(), null)).toBe('10.0.0.10');
    expect(nextAddress(small, new Set(['10.0.0.10']), '10.0.0.10')).toBe('10.0.0.11');
  });

  it("comes round, leaving out what is taken, the gateway and the subnet's own two", () => {
    expect(nextAddress(small, new Set(['10.0.0.10']), '10.0.0.14')).toBe('10.0.0.11');
  });

  it('gives every address of the subnet once, then none', () => {
    const taken = new Set<string>();
    for (let last: string | null = null; ;) {
      last = nextAddress(small, taken, last);
      if (last === null) break;
      expect(taken.has(last)).toBe(false);
      taken.add(last);
    }
    expect([...taken]).toEqual(['10.0.0.10', '10.0.0.11', '10.0.0.12', '10.0.0.13', '10.0.0.14']);
  });

  it('goes on within the subnet when the last one given lies outside of it', () => {
    expect(nextAddress(small, new Set(), '192.168.1.1')).toMatch(/^10\.0\.0\.1[0-4]$/);
  });
});
