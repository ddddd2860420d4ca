/** Passthrough's nouns and messages: for now a host's inventory of devices, recorded when it changes. */
import { z } from 'zod';
import { command, event, hostQuery } from '../define.ts';
import { HostId } from '../ids.ts';

export const PciDevice = z.strictObject({
  kind: z.literal('pci'),
  /** Domain:bus:device.function, e.g. `0000:65:00.1`. */
  address: z.string(),
  vendorId: z.string(),
  deviceId: z.string(),
  vendor: z.string().nullable(),
  name: z.string().nullable(),
  classCode: z.string(),
  className: z.string().nullable(),
  driver: z.string().nullable(),
  iommuGroup: z.int().nullable(),
  numaNode: z.int().nullable(),
  gpu: z.boolean(),
  sriov: z.strictObject({ totalVfs: z.int(), numVfs: z.int() }).nullable(),
  physicalFunction: z.string().nullable(),
});
export const UsbDevice = z.strictObject({
  kind: z.literal('usb'),
  /** Bus and port path, e.g. `1-4.2`. */
  address: z.string(),
  vendorId: z.string(),
  deviceId: z.string(),
  vendor: z.string().nullable(),
  name: z.string().nullable(),
  serial: z.string().nullable(),
  driver: z.string().nullable(),
});
export const Device = z.discriminatedUnion('kind', [PciDevice, UsbDevice]);
export type Device = z.infer<typeof Device>;
export const Inventory = z.strictObject({
  devices: z.array(Device).max(4096),
  iommu: z.strictObject({ enabled: z.boolean(), groups: z.int() }),
});
export type Inventory = z.infer<typeof Inventory>;

export const RecordInventory = command(
  'passthrough.RecordInventory',
  'What devices a host shows. An unchanged inventory does nothing.',
  { hostId: HostId, inventory: Inventory },
);
export const InventoryChanged = event('passthrough.InventoryChanged', 'The devices of a host, whole.', {
  hostId: HostId,
  inventory: Inventory,
});
export const HostScanDevices = hostQuery(
  'passthrough.ScanDevices',
  'Read the devices again and report them.',
  {},
  z.null(),
);

export const passthroughCommands = [RecordInventory] as const;
export const passthroughEvents = [InventoryChanged] as const;
export const passthroughHostMessages = [HostScanDevices] as const;
export const passthroughRefusals = {} as const;
