/** Lays a piece of sysfs down in a folder: the files and links a kernel shows for these devices. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PciSeen } from '../src/drivers/pci/pci.port.ts';
import type { UsbSeen } from '../src/drivers/usb/usb.port.ts';

const write = async (folder: string, files: Readonly<Record<string, string | number | null>>): Promise<void> => {
  await mkdir(folder, { recursive: true });
  for (const [name, value] of Object.entries(files)) {
    if (value !== null) await writeFile(join(folder, name), `${value}\n`);
  }
};

const link = async (folder: string, name: string, target: string | null): Promise<void> => {
  if (target !== null) await symlink(target, join(folder, name));
};

const plantOne = async (root: string, device: PciSeen): Promise<void> => {
  const folder = join(root, 'bus/pci/devices', device.address);
  await write(folder, {
    vendor: `0x${device.vendorId}`,
    device: `0x${device.deviceId}`,
    class: `0x${device.classCode}`,
    numa_node: device.numaNode ?? -1,
    sriov_totalvfs: device.sriov?.totalVfs ?? null,
    sriov_numvfs: device.sriov?.numVfs ?? null,
  });
  await link(folder, 'driver', device.driver === null ? null : `../../../bus/pci/drivers/${device.driver}`);
  await link(
    folder,
    'iommu_group',
    device.iommuGroup === null ? null : `../../../kernel/iommu_groups/${device.iommuGroup}`,
  );
  await link(folder, 'physfn', device.physicalFunction === null ? null : `../${device.physicalFunction}`);
  if (device.iommuGroup !== null)
    await mkdir(join(root, 'kernel/iommu_groups', String(device.iommuGroup)), { recursive: true });
};

export const plantPci = async (root: string, devices: readonly PciSeen[]): Promise<void> => {
  for (const device of devices) await plantOne(root, device);
};

export const plantUsb = async (root: string, devices: readonly UsbSeen[]): Promise<void> => {
  const usb = join(root, 'bus/usb/devices');
  await write(join(usb, 'usb1'), { idVendor: '1d6b', idProduct: '0002', bDeviceClass: '09' });
  await write(join(usb, '1-4'), { idVendor: '05e3', idProduct: '0608', bDeviceClass: '09' });
  for (const device of devices) {
    const folder = join(usb, device.address);
    await write(folder, {
      idVendor: device.vendorId,
      idProduct: device.deviceId,
      bDeviceClass: '00',
      manufacturer: device.manufacturer,
      product: device.product,
      serial: device.serial,
    });
    const part = join(folder, `${device.address}:1.0`);
    await mkdir(part, { recursive: true });
    await link(part, 'driver', device.driver === null ? null : `../../../drivers/${device.driver}`);
    await symlink(join(device.address, `${device.address}:1.0`), join(usb, `${device.address}:1.0`));
  }
};
