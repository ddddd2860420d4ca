import { HostJoined, HostLost, HostReturned, InventoryChanged, network, storage } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { beforeEach, describe, expect, it } from 'vitest';
import { logInto, type Log } from '../../../test/log.ts';
import { happening } from '../../../test/recorder.ts';
import { hostFacts, requestOf, sampleHost } from '../../../test/samples.ts';
import { Catalogue } from './catalogue.ts';

const host = sampleHost('local');
const { hostId } = host;
const ids = { pool: newId(), volume: newId(), image: newId(), network: newId(), vm: newId(), nic: newId() };
const beat = (over: object = {}): Uint8Array => {
  const pools = [{ poolId: ids.pool, total: 1000, free: 400, usable: true }];
  const said = {
    hostId,
    sessionId: host.sessionId,
    at: 'now',
    memoryFree: 5,
    loadAverage: 0.5,
    vms: 1,
    pools,
    ...over,
  };
  return new TextEncoder().encode(JSON.stringify(said));
};

let catalogue: Catalogue;
let log: Log;
beforeEach(() => {
  catalogue = new Catalogue();
  log = logInto(...catalogue.followers());
  log.put(`host-${hostId}`, happening(HostJoined, { facts: hostFacts(host) }));
});

describe('a host', () => {
  it('is connected from its first word, lost after silence, and back after a word', () => {
    const status = (): unknown => catalogue.hosts.documents.document(hostId)?.status;
    expect(status()).toBe('connected');
    log.put(`host-${hostId}`, happening(HostLost, { hostId, silentSeconds: 10 }));
    expect(status()).toBe('lost');
    log.put(`host-${hostId}`, happening(HostReturned, { hostId }));
    expect(status()).toBe('connected');
  });

  it('shows its last heartbeat, and none of another session or of nobody', () => {
    catalogue.hear(beat());
    expect(catalogue.hosts.documents.document(hostId)?.live).toEqual({
      at: 'now',
      memoryFree: 5,
      loadAverage: 0.5,
      vms: 1,
    });
    catalogue.hear(beat({ sessionId: newId(), memoryFree: 9 }));
    catalogue.hear(beat({ hostId: newId(), memoryFree: 9 }));
    catalogue.hear(new TextEncoder().encode('garbage'));
    catalogue.hear(new TextEncoder().encode('{"hostId":1}'));
    expect(catalogue.hosts.documents.document(hostId)?.live?.memoryFree).toBe(5);
  });
});

const putPool = (): void => {
  const request = requestOf();
  const asked = { poolId: ids.pool, name: 'default', hostId, path: null, request };
  log.put(`pool-${ids.pool}`, happening(storage.PoolCreationRequested, asked));
  log.put(`pool-${ids.pool}`, happening(storage.PoolReady, { poolId: ids.pool, path: '/pools/default', request }));
};

const volumeAsked = () =>
  happening(storage.VolumeCreationRequested, {
    volumeId: ids.volume,
    name: 'data',
    poolId: ids.pool,
    hostId,
    path: '/pools/default/v.raw',
    size: 1024,
    format: 'raw',
    source: null,
    imageId: null,
    vmId: null,
    request: requestOf(),
  });
const info = { path: '/pools/default/v.raw', format: 'raw' as const, size: 2048, allocated: 10 };

describe('a pool', () => {
  it('is ready once its host has it, with the space the host tells of and the volumes in it', () => {
    putPool();
    catalogue.hear(beat());
    log.put(`volume-${ids.volume}`, volumeAsked());
    const document = catalogue.pools.documents.document(ids.pool);
    expect(document).toMatchObject({
      name: 'default',
      host: 'local',
      status: 'ready',
      total: 1000,
      free: 400,
      usable: true,
      volumes: 1,
    });
    log.put(`volume-${ids.volume}`, happening(storage.VolumeDeleted, { volumeId: ids.volume, request: requestOf() }));
    expect(catalogue.pools.documents.document(ids.pool)?.volumes).toBe(0);
  });

  it('leaves nothing behind when it could not be made', () => {
    const request = requestOf();
    log.put(
      `pool-${ids.pool}`,
      happening(storage.PoolCreationRequested, { poolId: ids.pool, name: 'x', hostId, path: '/x', request }),
    );
    log.put(
      `pool-${ids.pool}`,
      happening(storage.PoolFailed, { poolId: ids.pool, problem: { code: 'a.b', message: 'no' }, request }),
    );
    expect(catalogue.pools.documents.size).toBe(0);
  });
});

describe('a volume', () => {
  it('is measured when it is made and when it has grown', () => {
    putPool();
    const { volume: volumeId } = ids;
    log.put(`volume-${volumeId}`, volumeAsked());
    const document = () => catalogue.volumes.documents.document(volumeId);
    expect(document()).toMatchObject({
      name: 'data',
      pool: 'default',
      host: 'local',
      status: 'creating',
      size: 1024,
      allocated: null,
    });
    log.put(`volume-${volumeId}`, happening(storage.VolumeCreated, { volumeId, info, request: requestOf() }));
    expect(document()).toMatchObject({ status: 'ready', size: 2048, allocated: 10 });
  });

  it('knows whose disk it is', () => {
    const { volume: volumeId, vm: vmId } = ids;
    log.put(`volume-${volumeId}`, volumeAsked(), happening(storage.VolumeClaimed, { volumeId, vmId }));
    expect(catalogue.volumes.documents.document(volumeId)?.vm).toBe(vmId);
    log.put(`volume-${volumeId}`, happening(storage.VolumeReleased, { volumeId, vmId }));
    expect(catalogue.volumes.documents.document(volumeId)?.vm).toBeNull();
  });
});

describe('an image', () => {
  const source = { kind: 'iso' as const, path: '/x.iso' };
  const asked = (onHost: string) =>
    happening(storage.ImageImportRequested, {
      imageId: ids.image,
      name: 'x',
      kind: 'iso',
      hostId: onHost,
      source,
      checksum: null,
      request: requestOf(),
    });
  const failed = (onHost: string) =>
    happening(storage.ImageImportFailed, {
      imageId: ids.image,
      hostId: onHost,
      problem: { code: 'a.b', message: 'no' },
      request: requestOf(),
    });
  const ready = (onHost: string) =>
    happening(storage.ImageReady, {
      imageId: ids.image,
      hostId: onHost,
      files: source,
      checksum: 'a'.repeat(64),
      size: 9,
      request: requestOf(),
    });

  it('is on the hosts that have its files', () => {
    log.put(`image-${ids.image}`, asked(hostId));
    expect(catalogue.images.documents.document(ids.image)).toMatchObject({ status: 'importing', hosts: [] });
    log.put(`image-${ids.image}`, ready(hostId));
    expect(catalogue.images.documents.document(ids.image)).toMatchObject({
      status: 'ready',
      hosts: ['local'],
      size: 9,
    });
  });

  it('stays when only its copy to another host failed, and goes when it never was anywhere', () => {
    const other = newId();
    log.put(`image-${ids.image}`, asked(hostId), ready(hostId), asked(other), failed(other));
    expect(catalogue.images.documents.document(ids.image)).toMatchObject({ status: 'ready', hosts: ['local'] });
    catalogue.images.reset();
    log.put(`image-${ids.image}`, asked(hostId), failed(hostId));
    expect(catalogue.images.documents.size).toBe(0);
  });
});

describe('a network', () => {
  it('shows where it stands and the nics on it', () => {
    const { network: networkId, nic: nicId, vm: vmId } = ids;
    const request = requestOf();
    log.put(
      `network-${networkId}`,
      happening(network.NetworkCreated, { networkId, name: 'lab', networkKind: 'nat', subnet: null, request }),
    );
    const activation = { bridge: 'chr1', subnet: '10.177.1.0/24', gateway: '10.177.1.1' };
    log.put(
      `network-${networkId}`,
      happening(network.NetworkActivationRequested, { networkId, name: 'lab', hostId, subnet: null, request }),
    );
    log.put(`network-${networkId}`, happening(network.NetworkActivated, { networkId, hostId, activation, request }));
    const nic = {
      nicId,
      networkId,
      kind: 'nat' as const,
      mac: '52:54:00:00:00:01',
      model: 'virtio' as const,
      address: '10.177.1.2',
      forwards: [],
    };
    log.put(`nic-${nicId}`, happening(network.NicCreated, { nicId, vmId, hostId, nic }));
    expect(catalogue.networks.documents.document(networkId)).toMatchObject({
      name: 'lab',
      hosts: [{ host: 'local', status: 'active', bridge: 'chr1' }],
      nics: [{ id: nicId, vm: vmId, host: 'local', address: '10.177.1.2' }],
    });
    log.put(
      `nic-${nicId}`,
      happening(network.NicDeleted, { nicId, vmId, networkId, mac: nic.mac, address: nic.address }),
    );
    log.put(`network-${networkId}`, happening(network.NetworkDeactivated, { networkId, hostId }));
    expect(catalogue.networks.documents.document(networkId)).toMatchObject({ hosts: [], nics: [] });
  });
});

describe('the devices of a host', () => {
  const usb = (address: string) => ({
    kind: 'usb' as const,
    address,
    vendorId: '1d6b',
    deviceId: '0002',
    vendor: null,
    name: null,
    serial: null,
    driver: null,
  });
  const seen = (...addresses: readonly string[]) =>
    happening(InventoryChanged, {
      hostId,
      inventory: { devices: addresses.map(usb), iommu: { enabled: false, groups: 0 } },
    });

  it('are those of its last inventory', () => {
    log.put(`devices-${hostId}`, seen('1-1', '1-2'), seen('1-2', '1-3'));
    const { ids: found } = catalogue.devices.documents.page({
      after: null,
      limit: 10,
      matches: null,
      newestFirst: false,
    });
    expect(found.map((id) => catalogue.devices.documents.document(id)?.id)).toEqual(['local/1-2', 'local/1-3']);
  });
});
