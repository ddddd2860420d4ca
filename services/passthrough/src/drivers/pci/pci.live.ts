/** PCI by the files of sysfs. */
import { readFile, readdir, readlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Pci, PciSeen } from './pci.port.ts';

/** Null where there is no such file, also because the device went away while we looked. */
const orNull = async <T>(reading: Promise<T>): Promise<T | null> => {
  try {
    return await reading;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // ENODEV: the kernel's word for a file whose device is gone.
    if (code === 'ENOENT' || code === 'ENODEV' || code === 'ENOTDIR') return null;
    throw error;
  }
};

const text = async (...path: string[]): Promise<string | null> =>
  (await orNull(readFile(join(...path), 'utf8')))?.trim() ?? null;
const number = async (...path: string[]): Promise<number | null> => {
  const found = await text(...path);
  return found === null ? null : Number(found);
};
const target = async (...path: string[]): Promise<string | null> => {
  const found = await orNull(readlink(join(...path)));
  return found === null ? null : basename(found);
};
const hex = async (...path: string[]): Promise<string | null> => (await text(...path))?.replace(/^0x/, '') ?? null;

/** -1 where the firmware does not say. */
const numaNode = async (folder: string): Promise<number | null> => {
  const node = await number(folder, 'numa_node');
  return node === null || node < 0 ? null : node;
};

/** Null for a function that can have no virtual ones. */
const sriov = async (folder: string): Promise<PciSeen['sriov']> => {
  const totalVfs = await number(folder, 'sriov_totalvfs');
  return totalVfs ? { totalVfs, numVfs: (await number(folder, 'sriov_numvfs')) ?? 0 } : null;
};

const iommuGroup = async (folder: string): Promise<number | null> => {
  const group = await target(folder, 'iommu_group');
  return group === null ? null : Number(group);
};

const read = async (root: string, address: string): Promise<PciSeen | null> => {
  const folder = join(root, 'bus/pci/devices', address);
  const ids = await Promise.all(['vendor', 'device', 'class'].map((name) => hex(folder, name)));
  const [vendorId, deviceId, classCode] = ids;
  if (!vendorId || !deviceId || !classCode) return null;
  return {
    address,
    vendorId,
    deviceId,
    classCode,
    driver: await target(folder, 'driver'),
    iommuGroup: await iommuGroup(folder),
    numaNode: await numaNode(folder),
    sriov: await sriov(folder),
    physicalFunction: await target(folder, 'physfn'),
  };
};

export const livePci = (root = '/sys'): Pci => ({
  list: async () => {
    const addresses = (await orNull(readdir(join(root, 'bus/pci/devices')))) ?? [];
    const seen = await Promise.all(addresses.toSorted().map((address) => read(root, address)));
    return seen.filter((one) => one !== null);
  },
  iommuGroups: async () => ((await orNull(readdir(join(root, 'kernel/iommu_groups')))) ?? []).length,
});
