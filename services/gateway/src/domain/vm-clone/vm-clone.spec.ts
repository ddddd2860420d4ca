import type { http } from '@chronovisor/contracts';
import { describe, expect, it } from 'vitest';
import { resolveClone, type Original } from './decide.ts';

const MIB = 2 ** 20;
const original = {
  name: 'web-1',
  status: 'running',
  operation: null,
  os: 'linux',
  firmware: 'bios',
  vcpus: 2,
  cpu: { sockets: 1, cores: 4, threads: 1 },
  memory: 256 * MIB,
  maxMemory: null,
  projectId: 'p',
  boot: { order: ['disk'], menu: false, kernel: '/k', initrd: null, cmdline: 'quiet' },
  iso: '/cd.iso',
  disks: [{ volumeId: 'v0', poolId: 'pool', size: 64 * MIB, format: 'raw', bus: 'scsi' }],
  nics: [
    {
      nicId: 'n0',
      networkId: 'user',
      kind: 'user',
      model: 'virtio',
      forwards: [{ protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: 2222, guestPort: 22 }],
    },
  ],
  graphics: { type: 'none' },
  description: 'the first',
  labels: { set: 'web' },
} as unknown as Original;
const body: http.CloneVmBody = { name: 'web-2', mode: 'full', start: false };
const clone = (change: Partial<http.CloneVmBody> = {}, vm: Partial<Original> = {}) =>
  resolveClone({ ...body, ...change }, { ...original, ...vm }, (name) => `new-${name}`);

describe('a clone', () => {
  it('has everything of the other vm but what makes it that vm', () => {
    const { name: _, status: _s, operation: _o, maxMemory: _m, iso, disks, nics, ...same } = original;
    expect([iso, disks.length, nics.length]).toEqual(['/cd.iso', 1, 1]);
    expect(clone()).toEqual({
      ...same,
      bootImageId: null,
      iso: { path: '/cd.iso' },
      disks: [{ ...disks[0], volumeId: 'new-disk-0', existing: false, imageId: null, copyOf: 'v0' }],
      nics: [{ ...nics[0], nicId: 'new-nic-0', mac: null, forwards: [expect.objectContaining({ hostPort: 0 })] }],
    });
  });

  it('has labels and a description of its own where they are given', () =>
    expect(clone({ labels: { set: 'db' }, description: '' })).toMatchObject({
      labels: { set: 'db' },
      description: '',
    }));

  it('that is linked has disks of the format that can be', () =>
    expect(clone({ mode: 'linked' }, { status: 'off' })).toMatchObject({ disks: [{ format: 'qcow2', copyOf: 'v0' }] }));

  it.each<[string, Partial<http.CloneVmBody>, Partial<Original>, string]>([
    ['one that is being made', {}, { status: 'building' }, 'vm.building'],
    ['one that something is done to', {}, { operation: { id: 'o', type: 'vm.delete' } }, 'vm.busy'],
    ['one nobody knows of', {}, { status: 'unknown' }, 'vm.unknown'],
    ['one that runs, when it is linked', { mode: 'linked' }, {}, 'vm.not-off'],
  ])('is not made of %s', (_, change, vm, code) =>
    expect(clone(change, vm)).toMatchObject({ kind: 'refusal', code, hint: expect.any(String) }),
  );
});
