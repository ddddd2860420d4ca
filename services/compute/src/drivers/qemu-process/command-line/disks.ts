/** Disks and the CD-ROM: which node holds the bytes, which device shows them to the guest. */
import type { Disk } from '@chronovisor/contracts';
import type { BootIndexes } from './boot.ts';
import { type LaunchSpec, keyed, short } from './launch-facts.ts';
import { board } from './machine.ts';
import type { PciPlaces } from './pci.ts';

/** A vm that cannot write stands still until there is room again, rather than tell its guest that the disk is broken. */
const onTrouble = { werror: 'stop', rerror: 'stop' };
const portsOfAhci = 6;
const idePlaces = 4;

const node = (disk: Disk): readonly string[] => {
  const key = short(disk.volumeId);
  const file = { driver: 'file', 'node-name': `file-${key}`, filename: disk.path, discard: 'unmap' };
  const format = { driver: disk.format, 'node-name': `volume-${key}`, file: `file-${key}`, discard: 'unmap' };
  return ['-blockdev', JSON.stringify(file), '-blockdev', JSON.stringify(format)];
};

interface Placing {
  readonly pci: PciPlaces;
  readonly indexes: BootIndexes;
}

const onSata = (index: number): string => `sata${Math.floor(index / portsOfAhci)}.${index % portsOfAhci}`;
const onIde = (index: number) => ({ bus: `ide.${Math.floor(index / 2)}`, unit: index % 2 });

/** `among` counts the disks before this one on the same bus. */
const device = (disk: Disk, among: number, bootindex: number | undefined, pci: PciPlaces): string => {
  const serial = short(disk.volumeId);
  const common = { id: `disk-${serial}`, drive: `volume-${serial}`, serial, ...onTrouble, bootindex };
  switch (disk.bus) {
    case 'virtio':
      return keyed('virtio-blk-pci', { ...common, bus: pci.next() });
    case 'scsi':
      return keyed('scsi-hd', { ...common, device_id: serial, bus: 'scsi0.0', 'scsi-id': among, lun: 0 });
    case 'sata':
      return keyed('ide-hd', { ...common, bus: onSata(among) });
    case 'ide':
      return keyed('ide-hd', { ...common, ...onIde(among) });
  }
};

const count = (spec: LaunchSpec, bus: Disk['bus']): number => spec.disks.filter((disk) => disk.bus === bus).length;

/**
 * Firmware of every kind boots from AHCI and every installer knows it; the old board has IDE. A kernel given by path needs no
 * firmware to read the CD-ROM, and kernels made for vms may know virtio only.
 */
const cdromBus = (spec: LaunchSpec): 'ide' | 'sata' | 'scsi' => {
  if (spec.boot.kernel !== null && spec.os === 'linux') return 'scsi';
  return board(spec) === 'pc' && count(spec, 'ide') < idePlaces ? 'ide' : 'sata';
};

const cdromPlace = (spec: LaunchSpec, bus: 'ide' | 'sata' | 'scsi') => {
  if (bus === 'ide') return onIde(count(spec, 'ide'));
  if (bus === 'sata') return { bus: onSata(count(spec, 'sata')) };
  return { bus: 'scsi0.0', 'scsi-id': count(spec, 'scsi'), lun: 0 };
};

const cdrom = (spec: LaunchSpec, { indexes }: Placing): readonly string[] => {
  if (spec.iso === null) return [];
  const bus = cdromBus(spec);
  const file = { driver: 'file', filename: spec.iso };
  return [
    '-blockdev',
    JSON.stringify({ driver: 'raw', 'node-name': 'iso', 'read-only': true, file }),
    '-device',
    keyed(bus === 'scsi' ? 'scsi-cd' : 'ide-cd', {
      id: 'cdrom',
      drive: 'iso',
      ...cdromPlace(spec, bus),
      bootindex: indexes.cdrom,
    }),
  ];
};

const controllers = (spec: LaunchSpec, { pci }: Placing): readonly string[] => {
  const cd = spec.iso === null ? null : cdromBus(spec);
  const sata = Math.ceil((count(spec, 'sata') + (cd === 'sata' ? 1 : 0)) / portsOfAhci);
  const scsi = count(spec, 'scsi') > 0 || cd === 'scsi';
  return [
    ...Array.from({ length: sata }, (_, index) => ['-device', keyed('ich9-ahci', { id: `sata${index}` })]).flat(),
    ...(scsi ? ['-device', keyed('virtio-scsi-pci', { id: 'scsi0', bus: pci.next() })] : []),
  ];
};

export const diskArguments = (spec: LaunchSpec, placing: Placing): readonly string[] => [
  ...controllers(spec, placing),
  ...spec.disks.flatMap((disk, index) => {
    const among = spec.disks.slice(0, index).filter(({ bus }) => bus === disk.bus).length;
    return [...node(disk), '-device', device(disk, among, placing.indexes.disk(index), placing.pci)];
  }),
  ...cdrom(spec, placing),
];
