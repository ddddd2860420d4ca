/** The lists that the distribution installs. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hwdata } from './hwdata.port.ts';
import { idList } from './id-list.ts';

/** Debian keeps them in both; others in one. */
const PLACES = ['/usr/share/hwdata', '/usr/share/misc'];

const readFirst = async (places: readonly string[], name: string): Promise<string> => {
  for (const place of places) {
    try {
      return await readFile(join(place, name), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return '';
};

export const liveHwdata = (places: readonly string[] = PLACES): Hwdata => ({
  read: async () => {
    const pci = idList(await readFirst(places, 'pci.ids'));
    const usb = idList(await readFirst(places, 'usb.ids'));
    return {
      pciVendor: (vendorId) => pci.top(vendorId),
      pciDevice: (vendorId, deviceId) => pci.below(vendorId, deviceId),
      pciClass: (code) => pci.below(`C ${code.slice(0, 2)}`, code.slice(2, 4)) ?? pci.top(`C ${code.slice(0, 2)}`),
      usbVendor: (vendorId) => usb.top(vendorId),
      usbDevice: (vendorId, deviceId) => usb.below(vendorId, deviceId),
    };
  },
});
