/** Where PCI devices go: on q35 each behind a root port of its own, since only there they can be unplugged and others be added. */
import { board } from './machine.ts';
import { type LaunchSpec, keyed } from './launch-facts.ts';

/** Left empty for what is plugged in later. */
const spare = 4;
/** First of the slots on the root bus that hold the ports, eight to a slot. */
const firstSlot = 0x10;

export interface PciPlaces {
  /** `bus=...` for the next device, empty where the root bus takes it. */
  next(): string | undefined;
  /** The ports for all places given so far, to stand before the devices. */
  arguments(): readonly string[];
}

const port = (index: number): readonly string[] => [
  '-device',
  keyed('pcie-root-port', {
    id: `port${index}`,
    chassis: index + 1,
    addr: `0x${(firstSlot + Math.floor(index / 8)).toString(16)}.0x${index % 8}`,
    multifunction: index % 8 === 0 ? 'on' : undefined,
    // No device of ours needs I/O ports there, and a PC has them for no more than 15 bridges.
    'io-reserve': 0,
  }),
];

export const pciPlaces = (spec: LaunchSpec): PciPlaces => {
  if (board(spec) === 'pc') return { next: () => undefined, arguments: () => [] };
  let used = 0;
  return {
    next: () => {
      used += 1;
      return `port${used - 1}`;
    },
    arguments: () => Array.from({ length: used + spare }, (_, index) => port(index)).flat(),
  };
};
