/** A CD-ROM made by others boots on both boards; read on the serial line, where a vm without a screen has its firmware's console. */
import type { Disk } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RealPlace, realPlace } from './real-host.ts';
import { bare, says } from './real-vms.ts';

/** Of Debian's grub-rescue-pc. */
const iso = '/usr/lib/grub-rescue/grub-rescue-cdrom.iso';
const fromCdrom = {
  order: ['cdrom' as const, 'disk' as const],
  menu: false,
  kernel: null,
  initrd: null,
  cmdline: null,
};

let place: RealPlace;
beforeEach(async () => {
  place = await realPlace();
  await place.startHost();
});
afterEach(() => place.close());

const blankDisk = async (bus: Disk['bus']): Promise<Disk> => {
  const path = join(place.dataDir, `${bus}.raw`);
  await writeFile(path, '');
  await truncate(path, 1024 ** 2);
  return {
    volumeId: newId() as Disk['volumeId'],
    poolId: newId() as Disk['poolId'],
    path,
    format: 'raw',
    bus,
    size: 1024 ** 2,
  };
};

describe('a CD-ROM', { timeout: 300_000 }, () => {
  it.each(['virtio', 'scsi', 'sata', 'ide'] as const)('boots before a disk on %s', async (bus) => {
    const spec = await bare(place, { iso, boot: fromCdrom, memory: 128 * 1024 ** 2, disks: [await blankDisk(bus)] });
    expect((await says(place, spec.vmId, /Booting from DVD\/CD/u))[0]).toBeTruthy();
    expect((await says(place, spec.vmId, /GRUB/u))[0]).toBe('GRUB');
  });

  it('is left alone when the order names disks only', async () => {
    const boot = { ...fromCdrom, order: ['disk' as const] };
    const spec = await bare(place, { iso, boot, memory: 128 * 1024 ** 2, disks: [await blankDisk('virtio')] });
    await says(place, spec.vmId, /No bootable device|not a bootable disk/u);
    expect((await place.serial(spec.vmId)).text).not.toContain('DVD/CD');
  });
});
