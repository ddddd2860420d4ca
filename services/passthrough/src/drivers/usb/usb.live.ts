/** USB by the files of sysfs. */
import { readFile, readdir, readlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Usb, UsbSeen } from './usb.port.ts';

const HUB = '09';
/** `usb1` is a root hub, `1-4:1.0` an interface of `1-4`. */
const DEVICE = /^\d+-\d+(\.\d+)*$/;

/** Null where there is no such file, also because the device was pulled out while we looked. */
const orNull = async <T>(reading: Promise<T>): Promise<T | null> => {
  try {
    return await reading;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENODEV' || code === 'ENOTDIR') return null;
    throw error;
  }
};

/** An empty text says as much as none. */
const text = async (path: string): Promise<string | null> => (await orNull(readFile(path, 'utf8')))?.trim() || null;

const driverOf = async (folder: string, address: string): Promise<string | null> => {
  const parts = ((await orNull(readdir(folder))) ?? []).filter((name) => name.startsWith(`${address}:`)).toSorted();
  const drivers = await Promise.all(parts.map((part) => orNull(readlink(join(folder, part, 'driver')))));
  const first = drivers.find((driver) => driver !== null);
  return first ? basename(first) : null;
};

const read = async (folder: string, address: string): Promise<UsbSeen | null> => {
  const names = ['idVendor', 'idProduct', 'bDeviceClass', 'manufacturer', 'product', 'serial'];
  const texts = await Promise.all(names.map((name) => text(join(folder, name))));
  const [vendorId, deviceId, deviceClass, manufacturer = null, product = null, serial = null] = texts;
  if (!vendorId || !deviceId || deviceClass === HUB) return null;
  return { address, vendorId, deviceId, manufacturer, product, serial, driver: await driverOf(folder, address) };
};

export const liveUsb = (root = '/sys'): Usb => ({
  list: async () => {
    const devices = join(root, 'bus/usb/devices');
    const addresses = ((await orNull(readdir(devices))) ?? []).filter((name) => DEVICE.test(name));
    const seen = await Promise.all(addresses.toSorted().map((address) => read(join(devices, address), address)));
    return seen.filter((one) => one !== null);
  },
});
