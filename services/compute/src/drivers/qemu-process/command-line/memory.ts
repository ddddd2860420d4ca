/** Memory, to the byte that was asked for, and one device for all that may be plugged later. */
import { MEMORY_STEP } from '@chronovisor/contracts';
import { type LaunchSpec, keyed } from './launch-facts.ts';
import type { PciPlaces } from './pci.ts';

/** Gives the guest pieces of its memory, and takes them back, one by one: no slots to fill, and it may shrink again. */
export const memoryDevice = 'memory0';

/** What can be plugged, in whole pieces. */
const pluggable = ({ memory, maxMemory = memory }: LaunchSpec): number =>
  Math.ceil((maxMemory - memory) / MEMORY_STEP) * MEMORY_STEP;

export const memoryArguments = (spec: LaunchSpec, pci: PciPlaces): readonly string[] => {
  const more = pluggable(spec);
  if (more <= 0) return ['-m', `size=${spec.memory}B`];
  return [
    '-m',
    `size=${spec.memory}B,maxmem=${spec.memory + more}B`,
    '-object',
    `memory-backend-ram,id=more-memory,size=${more}`,
    '-device',
    keyed('virtio-mem-pci', { id: memoryDevice, memdev: 'more-memory', 'requested-size': 0, bus: pci.next() }),
  ];
};
