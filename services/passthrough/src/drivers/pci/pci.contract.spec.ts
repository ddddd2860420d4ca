import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { gpu, networkCard, virtualFunction } from '../../../test/samples.ts';
import { plantPci } from '../../../test/sysfs-tree.ts';
import { fakePci } from './pci.fake.ts';
import { livePci } from './pci.live.ts';
import type { Pci, PciSeen } from './pci.port.ts';

const made: string[] = [];
afterEach(async () => {
  await Promise.all(made.splice(0).map((root) => rm(root, { recursive: true })));
});
const tree = async (devices: readonly PciSeen[]): Promise<string> => {
  const root = await mkdtemp(join(tmpdir(), 'chrono-sysfs-'));
  made.push(root);
  await plantPci(root, devices);
  return root;
};

describe.each<[string, (devices: readonly PciSeen[]) => Promise<Pci>]>([
  ['fake', async (devices) => fakePci(devices)],
  ['live', async (devices) => livePci(await tree(devices))],
])('%s PCI', (_, open) => {
  it('shows nothing where nothing is plugged in', async () => {
    const pci = await open([]);
    expect([await pci.list(), await pci.iommuGroups()]).toEqual([[], 0]);
  });

  it('shows every function in the order of addresses', async () => {
    const pci = await open([gpu, virtualFunction, networkCard]);
    expect(await pci.list()).toEqual([networkCard, virtualFunction, gpu]);
  });

  it('counts the IOMMU groups', async () => {
    expect(await (await open([gpu, networkCard, { ...gpu, address: '0000:65:00.1' }])).iommuGroups()).toBe(2);
    expect(await (await open([{ ...gpu, iommuGroup: null }])).iommuGroups()).toBe(0);
  });
});

describe('live PCI', () => {
  it('leaves out a device that goes away while it looks', async () => {
    const root = await tree([gpu]);
    await mkdir(join(root, 'bus/pci/devices/0000:00:1f.0'));
    await symlink('/not/there', join(root, 'bus/pci/devices/0000:00:1f.1'));
    expect(await livePci(root).list()).toEqual([gpu]);
  });

  it('of this machine agrees with lspci', async () => {
    const { stdout } = await promisify(execFile)('lspci', ['-Dnmm']);
    const shown = stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(/\s+/).map((word) => word.replaceAll('"', '')));
    const seen = await livePci().list();
    expect(
      seen.map(({ address, classCode, vendorId, deviceId }) => [address, classCode.slice(0, 4), vendorId, deviceId]),
    ).toEqual(shown.map((words) => words.slice(0, 4)));
    expect(seen.length).toBeGreaterThan(0);
  });
});
