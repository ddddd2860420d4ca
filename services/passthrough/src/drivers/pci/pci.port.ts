/** The PCI functions of the host as its kernel shows them. Nothing is changed by looking. */

export interface PciSeen {
  /** Domain:bus:device.function, e.g. `0000:65:00.1`. */
  readonly address: string;
  /** Four hex digits. */
  readonly vendorId: string;
  readonly deviceId: string;
  /** Six hex digits: class, subclass, programming interface. */
  readonly classCode: string;
  readonly driver: string | null;
  readonly iommuGroup: number | null;
  readonly numaNode: number | null;
  readonly sriov: { readonly totalVfs: number; readonly numVfs: number } | null;
  /** Of a virtual function: the address of the function it belongs to. */
  readonly physicalFunction: string | null;
}

export interface Pci {
  /** In the order of their addresses. */
  list(): Promise<readonly PciSeen[]>;
  /** How many IOMMU groups there are; 0 where no IOMMU is on. */
  iommuGroups(): Promise<number>;
}
