/** The USB devices of the host as its kernel shows them, hubs left out: a hub cannot be given to a vm. */

export interface UsbSeen {
  /** Bus and port path, e.g. `1-4.2`. */
  readonly address: string;
  /** Four hex digits. */
  readonly vendorId: string;
  readonly deviceId: string;
  /** What the device says of itself. */
  readonly manufacturer: string | null;
  readonly product: string | null;
  readonly serial: string | null;
  /** Of its first interface that has one. */
  readonly driver: string | null;
}

export interface Usb {
  /** In the order of their addresses. */
  list(): Promise<readonly UsbSeen[]>;
}
