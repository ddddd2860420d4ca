import { http } from '@chronovisor/contracts';
import { isRefusal } from '@chronovisor/kernel';
import { describe, expect, it } from 'vitest';
import { resolveVmRequest } from './decide.ts';
import type { Directory, KnownImage, KnownVolume } from './directory.ts';

const GIB = 1024 ** 3;
const host = { id: 'host-1', name: 'local', firmware: ['bios'], networks: ['user'] } as const;

const image = (name: string, kind: KnownImage['kind'], over: Partial<KnownImage> = {}): KnownImage => ({
  id: `image-${name}`,
  name,
  kind,
  status: 'ready',
  size: GIB,
  ...over,
});
const volume = (id: string, over: Partial<KnownVolume> = {}): KnownVolume => ({
  id,
  poolId: 'pool-1',
  hostId: 'host-1',
  size: 2 * GIB,
  format: 'raw',
  status: 'ready',
  vmId: null,
  ...over,
});

const images = [
  image('tiny', 'kernel'),
  image('debian', 'disk'),
  image('rescue', 'iso'),
  image('half', 'iso', { status: 'importing' }),
];
const volumes = [
  volume('data'),
  volume('used', { vmId: 'vm-2' }),
  volume('far', { hostId: 'host-2' }),
  volume('busy', { status: 'growing' }),
];

const directory: Directory = {
  pools: (reference) =>
    reference === 'default'
      ? [
          { id: 'pool-2', hostId: 'host-2', status: 'ready' },
          { id: 'pool-1', hostId: 'host-1', status: 'ready' },
        ]
      : [{ id: 'pool-far', hostId: 'host-2', status: 'ready' } as const].filter(() => reference === 'far'),
  volumes: (reference) => volumes.filter(({ id }) => id === reference),
  networks: (reference) => [
    ...(reference === 'user' ? [{ id: 'net-user', kind: 'user' } as const] : []),
    ...(reference === 'default' ? [{ id: 'net-nat', kind: 'nat' } as const] : []),
  ],
  images: (reference) => images.filter(({ name }) => name === reference),
};

const resolve = (body: object, networks: readonly ('user' | 'nat')[] = ['user']) =>
  resolveVmRequest(http.CreateVmBody.parse({ name: 'web-1', ...body }), {
    directory,
    host: { ...host, networks },
    idOf: (name) => `id-${name}`,
  });

const wrong = (body: object): readonly [string, string][] => {
  const answer = resolve(body);
  if (!isRefusal(answer)) return [];
  return (answer.errors ?? []).map(({ pointer }) => [answer.code, pointer]);
};

describe('a disk', () => {
  it('is made in the default pool of the vm’s own host', () => {
    expect(resolve({ disks: [{ size: '1GiB' }] })).toMatchObject({
      disks: [
        {
          volumeId: 'id-disk-0',
          existing: false,
          poolId: 'pool-1',
          size: GIB,
          format: 'qcow2',
          bus: 'virtio',
          imageId: null,
        },
      ],
    });
  });

  it('may be a volume that is there, with the size and format it has', () => {
    expect(resolve({ disks: [{ volume: 'data', bus: 'scsi' }] })).toMatchObject({
      disks: [{ volumeId: 'data', existing: true, size: 2 * GIB, format: 'raw', bus: 'scsi' }],
    });
  });

  it('is refused with its place when the volume is missing, used, busy or elsewhere', () => {
    expect(wrong({ disks: [{ volume: 'none' }] })).toEqual([['request.invalid', '/disks/0/volume']]);
    expect(wrong({ disks: [{ volume: 'used' }] })).toEqual([['volume.in-use', '/disks/0/volume']]);
    expect(wrong({ disks: [{ volume: 'busy' }] })).toEqual([['volume.busy', '/disks/0/volume']]);
    expect(wrong({ disks: [{ volume: 'far' }] })).toEqual([['pool.other-host', '/disks/0/volume']]);
  });

  it('is refused when a volume that is there is to be like a new one, or is named twice', () => {
    expect(wrong({ disks: [{ volume: 'data', size: '1GiB', format: 'raw' }] })).toEqual([
      ['request.invalid', '/disks/0/size'],
      ['request.invalid', '/disks/0/format'],
    ]);
    expect(wrong({ disks: [{ volume: 'data' }, { volume: 'data' }] })).toEqual([
      ['request.invalid', '/disks/1/volume'],
    ]);
  });

  it('needs a size, and a pool that is on the host', () => {
    expect(wrong({ disks: [{}] })).toEqual([['request.invalid', '/disks/0/size']]);
    expect(wrong({ disks: [{ size: '1GiB', pool: 'none' }] })).toEqual([['pool.not-found', '/disks/0/pool']]);
    expect(wrong({ disks: [{ size: '1GiB', pool: 'far' }] })).toEqual([['pool.other-host', '/disks/0/pool']]);
  });
});

describe('an image', () => {
  it('of kind kernel is what the vm boots from', () => {
    expect(resolve({ image: 'tiny' })).toMatchObject({ bootImageId: 'image-tiny', disks: [] });
    expect(wrong({ image: 'tiny', boot: { kernel: '/vmlinuz' } })).toEqual([['request.invalid', '/boot/kernel']]);
    expect(resolve({ image: 'tiny', boot: { cmdline: 'quiet' } })).toMatchObject({
      boot: { cmdline: 'quiet', kernel: null },
    });
  });

  it('of kind disk goes on the first disk, which is made for it when there is none', () => {
    expect(resolve({ image: 'debian' })).toMatchObject({ disks: [{ imageId: 'image-debian', size: GIB }] });
    expect(resolve({ image: 'debian', disks: [{ size: '4GiB' }, { size: '1GiB' }] })).toMatchObject({
      disks: [{ imageId: 'image-debian', size: 4 * GIB }, { imageId: null }],
    });
    expect(wrong({ image: 'debian', disks: [{ size: '512MiB' }] })).toEqual([
      ['volume.smaller-than-image', '/disks/0/size'],
    ]);
    expect(wrong({ image: 'debian', disks: [{ volume: 'data' }] })).toEqual([['request.invalid', '/image']]);
  });

  it('of kind iso becomes the CD-ROM', () => {
    expect(resolve({ image: 'rescue' })).toMatchObject({ iso: { imageId: 'image-rescue' } });
    expect(resolve({ iso: 'rescue' })).toMatchObject({ iso: { imageId: 'image-rescue' } });
    expect(resolve({ iso: '/srv/x.iso' })).toMatchObject({ iso: { path: '/srv/x.iso' } });
    expect(wrong({ image: 'rescue', iso: '/srv/x.iso' })).toEqual([['request.invalid', '/iso']]);
    expect(wrong({ iso: 'tiny' })).toEqual([['image.wrong-kind', '/iso']]);
  });

  it('is refused when it is missing or not ready', () => {
    expect(wrong({ image: 'none' })).toEqual([['image.not-found', '/image']]);
    expect(wrong({ image: 'half' })).toEqual([['image.busy', '/image']]);
  });
});

describe('a nic', () => {
  it('goes on its network, with forwards on user networks only', () => {
    const forwards = [{ guestPort: 22 }];
    expect(resolve({ nics: [{ network: 'user', forwards }] })).toMatchObject({
      nics: [
        {
          nicId: 'id-nic-0',
          networkId: 'net-user',
          kind: 'user',
          mac: null,
          forwards: [{ hostPort: 0, guestPort: 22 }],
        },
      ],
    });
    const nat = resolve({ nics: [{ network: 'default', forwards }] }, ['user', 'nat']);
    expect(nat).toMatchObject({ code: 'nic.forwards-need-user-network', errors: [{ pointer: '/nics/0/forwards' }] });
  });

  it('is refused when the network is missing or the host cannot make it', () => {
    expect(wrong({ nics: [{ network: 'none' }] })).toEqual([['network.not-found', '/nics/0/network']]);
    expect(wrong({ nics: [{ network: 'default' }] })).toEqual([['network.needs-root', '/nics/0/network']]);
  });

  it('has an address of its own', () => {
    const nic = { network: 'user', mac: '52:54:00:00:00:01' };
    expect(wrong({ nics: [nic, nic] })).toEqual([['request.invalid', '/nics/1/mac']]);
  });
});

describe('a request', () => {
  it('boots from disk, then CD-ROM, then network when nothing else is said', () => {
    expect(resolve({})).toMatchObject({ boot: { order: ['disk', 'cdrom', 'network'], menu: false, kernel: null } });
  });

  it('is refused for an initrd or a command line without a kernel, and for firmware the host has not', () => {
    expect(wrong({ boot: { initrd: '/initrd', cmdline: 'quiet' } })).toEqual([
      ['request.invalid', '/boot/initrd'],
      ['request.invalid', '/boot/cmdline'],
    ]);
    expect(wrong({ firmware: 'uefi' })).toEqual([['vm.firmware-unavailable', '/firmware']]);
  });

  it('hears of all its faults at once', () => {
    const answer = resolve({ image: 'none', disks: [{ size: '1GiB', pool: 'none' }], nics: [{ network: 'none' }] });
    expect(answer).toMatchObject({
      code: 'request.invalid',
      message: '3 fields cannot be as asked',
      errors: [{ pointer: '/image' }, { pointer: '/disks/0/pool' }, { pointer: '/nics/0/network' }],
    });
  });
});
