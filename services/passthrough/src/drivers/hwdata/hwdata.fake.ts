/** A short list of names. Keys: `8086`, `8086:10c9`, and for classes `02` and `0200`. */
import type { Hwdata } from './hwdata.port.ts';

export interface FakeNames {
  readonly pci: Readonly<Record<string, string>>;
  readonly classes: Readonly<Record<string, string>>;
  readonly usb: Readonly<Record<string, string>>;
}

export const fakeHwdata = ({ pci, classes, usb }: FakeNames): Hwdata => ({
  read: async () => ({
    pciVendor: (vendorId) => pci[vendorId] ?? null,
    pciDevice: (vendorId, deviceId) => pci[`${vendorId}:${deviceId}`] ?? null,
    pciClass: (code) => classes[code.slice(0, 4)] ?? classes[code.slice(0, 2)] ?? null,
    usbVendor: (vendorId) => usb[vendorId] ?? null,
    usbDevice: (vendorId, deviceId) => usb[`${vendorId}:${deviceId}`] ?? null,
  }),
});
