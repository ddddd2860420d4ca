/** Reads the host's devices and tells control when they have changed. */
import type { Device, Inventory } from '@chronovisor/contracts';
import type { Hwdata, NameBook } from '../drivers/hwdata/hwdata.port.ts';
import type { Pci, PciSeen } from '../drivers/pci/pci.port.ts';
import type { Usb, UsbSeen } from '../drivers/usb/usb.port.ts';

export interface InventoryParts {
  readonly pci: Pci;
  readonly usb: Usb;
  readonly hwdata: Hwdata;
  /** Resolves when control has taken it. */
  readonly report: (inventory: Inventory) => Promise<void>;
}

/** Display controllers: VGA, 3D and the like. */
const GPU = '03';

const pciDevice = (book: NameBook, seen: PciSeen): Device => ({
  kind: 'pci',
  ...seen,
  vendor: book.pciVendor(seen.vendorId),
  name: book.pciDevice(seen.vendorId, seen.deviceId),
  className: book.pciClass(seen.classCode),
  gpu: seen.classCode.startsWith(GPU),
});

/** The device's own words where the list has none. */
const usbDevice = (book: NameBook, { manufacturer, product, ...seen }: UsbSeen): Device => ({
  kind: 'usb',
  ...seen,
  vendor: book.usbVendor(seen.vendorId) ?? manufacturer,
  name: book.usbDevice(seen.vendorId, seen.deviceId) ?? product,
});

export interface InventoryEffect {
  /** Resolves when the devices have been read; what has changed is reported without being waited for. `again`: also what has not. */
  scan(options?: { readonly again: boolean }): Promise<void>;
}

export const createInventory = ({ pci, usb, hwdata, report }: InventoryParts): InventoryEffect => {
  /** What control knows or is being told. */
  let told: string | null = null;

  const tell = async (seen: string, inventory: Inventory): Promise<void> => {
    told = seen;
    try {
      await report(inventory);
    } catch {
      // Not taken: the next look finds it changed once more.
      if (told === seen) told = null;
    }
  };

  return {
    scan: async ({ again } = { again: false }) => {
      const [functions, devices, groups] = await Promise.all([pci.list(), usb.list(), pci.iommuGroups()]);
      const seen = JSON.stringify([functions, devices, groups]);
      if (seen === told && !again) return;
      const book = await hwdata.read();
      void tell(seen, {
        devices: [...functions.map((one) => pciDevice(book, one)), ...devices.map((one) => usbDevice(book, one))],
        iommu: { enabled: groups > 0, groups },
      });
    },
  };
};
