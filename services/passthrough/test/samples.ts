/** Devices and commands the specs of this service speak with. */
import type { CommandMeta, HostId, Inventory } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import type { PciSeen } from '../src/drivers/pci/pci.port.ts';
import type { UsbSeen } from '../src/drivers/usb/usb.port.ts';

export const hostId = newId() as HostId;

export const metaOf = (): CommandMeta => {
  const commandId = newId() as CommandMeta['commandId'];
  const operationId = commandId as string as CommandMeta['operationId'];
  const actor = { kind: 'host', id: hostId } as const;
  return { commandId, operationId, correlationId: commandId, actor, at: '2026-01-01T00:00:00.000Z' };
};

export const recordInventory = (inventory: Inventory) => ({
  type: 'passthrough.RecordInventory' as const,
  version: 1,
  data: { hostId, inventory },
  meta: metaOf(),
});

export const gpu: PciSeen = {
  address: '0000:65:00.0',
  vendorId: '10de',
  deviceId: '2204',
  classCode: '030000',
  driver: 'nouveau',
  iommuGroup: 17,
  numaNode: 1,
  sriov: null,
  physicalFunction: null,
};
export const networkCard: PciSeen = {
  ...gpu,
  address: '0000:01:00.0',
  vendorId: '8086',
  deviceId: '10c9',
  classCode: '020000',
  driver: 'igb',
  iommuGroup: 3,
  numaNode: null,
  sriov: { totalVfs: 7, numVfs: 1 },
};
export const virtualFunction: PciSeen = {
  ...networkCard,
  address: '0000:01:10.0',
  deviceId: '10ca',
  driver: null,
  iommuGroup: 4,
  sriov: null,
  physicalFunction: networkCard.address,
};
export const stick: UsbSeen = {
  address: '1-4.2',
  vendorId: '0781',
  deviceId: '5581',
  manufacturer: 'SanDisk',
  product: 'Ultra',
  serial: '4C530001',
  driver: 'usb-storage',
};
