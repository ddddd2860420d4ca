/** The names people know vendors, devices and classes by. Null where the lists do not say. */
export interface NameBook {
  pciVendor(vendorId: string): string | null;
  pciDevice(vendorId: string, deviceId: string): string | null;
  /** Of six hex digits: the subclass by name, else the class. */
  pciClass(classCode: string): string | null;
  usbVendor(vendorId: string): string | null;
  usbDevice(vendorId: string, deviceId: string): string | null;
}

export interface Hwdata {
  /** Reads the lists anew; they are large and are not kept. */
  read(): Promise<NameBook>;
}
