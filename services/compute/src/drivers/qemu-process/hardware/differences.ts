/** What a running QEMU has that it was not started with, and what it lacks. Pure. */
import { type Difference, type Disk, type LaunchSpec, type Nic, NOTHING } from '@chronovisor/contracts';
import { short } from '../command-line/launch-facts.ts';
import type { LaunchedDevices } from './launched-devices.ts';

export interface BlockDevice {
  readonly device: string;
  readonly file: string;
  readonly size: number | null;
}

export interface Machinery {
  readonly launched: LaunchedDevices;
  /** Driver by id, as QEMU shows them now; those without an id as `device[3]`. */
  readonly devices: ReadonlyMap<string, string>;
  readonly blocks: readonly BlockDevice[];
  /** By device. */
  readonly macs: ReadonlyMap<string, string>;
  /** Files it holds open that are no longer where they were. */
  readonly unlinked: ReadonlySet<string>;
}

export const diskDevice = ({ volumeId }: Pick<Disk, 'volumeId'>): string => `disk-${short(volumeId)}`;
export const nicDevice = ({ nicId }: Pick<Nic, 'nicId'>): string => `nic-${short(nicId)}`;

const NICS = /^(virtio-net|e1000|rtl8139|vmxnet|ne2k|pcnet|usb-net|i8255)/u;
const DISKS = /^(virtio-blk|scsi-(hd|cd|block)|ide-(hd|cd)|nvme|usb-storage|floppy|sd-card)/u;
/** vCPUs are counted, not named. */
const isVcpu = (driver: string): boolean => driver.endsWith('-cpu');

/** What people know a device by. */
const fieldOf = ({ disks, nics }: LaunchSpec, id: string, driver: string): string => {
  const disk = disks.find((one) => diskDevice(one) === id);
  if (disk !== undefined) return `disks/${disk.volumeId}`;
  const nic = nics.find((one) => nicDevice(one) === id);
  if (nic !== undefined) return `nics/${nic.nicId}`;
  if (NICS.test(driver)) return `nics/${id}`;
  return DISKS.test(driver) ? `disks/${id}` : `devices/${id}`;
};

const isLaunched = ({ launched }: Machinery, id: string): boolean => {
  const number = /^device\[(?<number>\d+)\]$/u.exec(id)?.groups?.['number'];
  return number === undefined ? launched.named.has(id) : Number(number) < launched.unnamed;
};

const added = (spec: LaunchSpec, seen: Machinery): readonly Difference[] =>
  [...seen.devices]
    .filter(([id, driver]) => !isLaunched(seen, id) && !isVcpu(driver))
    .map(([id, driver]) => ({
      field: fieldOf(spec, id, driver),
      expected: NOTHING,
      observed: driver,
      detail: `somebody plugged the device ${id} (${driver}) into ${spec.name} past Chronovisor`,
    }));

const missing = (spec: LaunchSpec, { launched, devices }: Machinery): readonly Difference[] =>
  [...launched.named]
    .filter(([id]) => !devices.has(id))
    .map(([id, driver]) => ({
      field: fieldOf(spec, id, driver),
      expected: driver,
      observed: NOTHING,
      detail: `somebody took the device ${id} (${driver}) out of ${spec.name} past Chronovisor`,
    }));

const elsewhere = (spec: LaunchSpec, { blocks }: Machinery): readonly Difference[] =>
  spec.disks.flatMap((disk) => {
    const block = blocks.find(({ device }) => device === diskDevice(disk));
    if (block === undefined || block.file === disk.path) return [];
    const detail = `the disk of volume ${disk.volumeId} reads and writes ${block.file} instead of ${disk.path}`;
    return [{ field: `disks/${disk.volumeId}`, expected: disk.path, observed: block.file, detail }];
  });

const unlinked = (spec: LaunchSpec, seen: Machinery): readonly Difference[] =>
  spec.disks.flatMap(({ volumeId, path }) =>
    seen.unlinked.has(path)
      ? [
          {
            field: `disks/${volumeId}`,
            expected: path,
            observed: 'a file without a name',
            detail: `the file of volume ${volumeId} was removed or replaced while ${spec.name} uses it: what is written is lost when it stops`,
          },
        ]
      : [],
  );

const otherMacs = (spec: LaunchSpec, { macs }: Machinery): readonly Difference[] =>
  spec.nics.flatMap((nic) => {
    const mac = macs.get(nicDevice(nic));
    if (mac === undefined || mac === nic.mac) return [];
    const detail = `the nic ${nic.nicId} of ${spec.name} has the MAC ${mac} instead of ${nic.mac}`;
    return [{ field: `nics/${nic.nicId}`, expected: nic.mac, observed: mac, detail }];
  });

export const differencesOf = (spec: LaunchSpec, seen: Machinery): readonly Difference[] => [
  ...missing(spec, seen),
  ...added(spec, seen),
  ...elsewhere(spec, seen),
  ...unlinked(spec, seen),
  ...otherMacs(spec, seen),
];

export const sizesOf = ({ disks }: LaunchSpec, { blocks }: Machinery): { volumeId: Disk['volumeId']; size: number }[] =>
  disks.flatMap((disk) => {
    const size = blocks.find(({ device }) => device === diskDevice(disk))?.size ?? null;
    return size === null ? [] : [{ volumeId: disk.volumeId, size }];
  });
