/** A host's USB devices in memory; they come and go. */
import type { Usb, UsbSeen } from './usb.port.ts';

export interface FakeUsb extends Usb {
  plug(device: UsbSeen): void;
  unplug(address: string): void;
}

export const fakeUsb = (devices: readonly UsbSeen[] = []): FakeUsb => {
  const plugged = new Map(devices.map((device) => [device.address, device]));
  return {
    plug: (device) => void plugged.set(device.address, device),
    unplug: (address) => void plugged.delete(address),
    list: async () => [...plugged.values()].toSorted((a, b) => (a.address < b.address ? -1 : 1)),
  };
};
