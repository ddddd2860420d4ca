/** QEMU's arguments: they follow from what was asked and what the host has. Pure; one file per noun. */
import { bootArguments, bootIndexes } from './boot.ts';
import { cpuArguments } from './cpu.ts';
import { diskArguments } from './disks.ts';
import { firmwareArguments } from './firmware.ts';
import { graphicsArguments } from './graphics.ts';
import type { LaunchFacts, LaunchSpec } from './launch-facts.ts';
import { machineArguments } from './machine.ts';
import { memoryArguments } from './memory.ts';
import { monitorArguments } from './monitors.ts';
import { nicArguments } from './nics.ts';
import { pciPlaces } from './pci.ts';
import { serialArguments } from './serial.ts';

/** Socket and file names in it are relative: QEMU runs in the vm's directory. */
export const commandLine = (spec: LaunchSpec, facts: LaunchFacts): readonly string[] => {
  const placing = { pci: pciPlaces(spec), indexes: bootIndexes(spec) };
  const disks = diskArguments(spec, placing);
  const nics = nicArguments(spec, facts, placing);
  const memory = memoryArguments(spec, placing.pci);
  const random = [
    '-object',
    'rng-builtin,id=random0',
    '-device',
    pciDevice('virtio-rng-pci,rng=random0', placing.pci.next()),
  ];
  return [
    ...machineArguments(spec, facts),
    ...cpuArguments(spec, facts),
    ...firmwareArguments(spec, facts),
    ...bootArguments(spec),
    ...placing.pci.arguments(),
    ...memory,
    ...disks,
    ...nics,
    ...random,
    ...graphicsArguments(spec),
    ...serialArguments(),
    ...monitorArguments(),
  ];
};

const pciDevice = (device: string, bus: string | undefined): string =>
  bus === undefined ? device : `${device},bus=${bus}`;
