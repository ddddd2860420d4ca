/** A host's PCI functions in memory; devices come and go, drivers change. */
import type { Pci, PciSeen } from './pci.port.ts';

export interface FakePci extends Pci {
  plug(device: PciSeen): void;
  unplug(address: string): void;
}

export const fakePci = (devices: readonly PciSeen[] = []): FakePci => {
  const plugged = new Map(devices.map((device) => [device.address, device]));
  const all = (): PciSeen[] => [...plugged.values()];
  return {
    plug: (device) => void plugged.set(device.address, device),
    unplug: (address) => void plugged.delete(address),
    list: async () => all().toSorted((a, b) => (a.address < b.address ? -1 : 1)),
    iommuGroups: async () => new Set(all().flatMap(({ iommuGroup }) => iommuGroup ?? [])).size,
  };
};
