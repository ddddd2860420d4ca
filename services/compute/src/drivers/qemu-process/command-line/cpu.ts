/** Processors, and what runs them. */
import { type CpuTopology, placesIn } from '@chronovisor/contracts';
import { type LaunchFacts, type LaunchSpec, keyed } from './launch-facts.ts';

/** Emulation keeps translated code: 200 MiB of it a vm. A small guest boots as fast with 32 and leaves the rest to its neighbours. */
const smallGuest = 512 * 1024 ** 2;

const topologyOf = ({ vcpus, cpu }: LaunchSpec): CpuTopology => cpu ?? { sockets: 1, cores: vcpus, threads: 1 };

/**
 * With a thread for each, an emulated vCPU that comes late finds all space for translated code given away, which ends QEMU. One
 * thread for all of them shares one space.
 */
const hasEmptyPlaces = (spec: LaunchSpec): boolean => placesIn(topologyOf(spec)) > spec.vcpus;

const accelerator = (spec: LaunchSpec, facts: LaunchFacts): string =>
  facts.accelerator === 'kvm'
    ? 'kvm'
    : keyed('tcg', {
        thread: hasEmptyPlaces(spec) ? 'single' : 'multi',
        'tb-size': spec.memory <= smallGuest ? 32 : undefined,
      });

/** Emulation calls itself AMD's, whose models of that age know no threads: a guest would take each for a core. */
const model = ({ cpu }: LaunchSpec, facts: LaunchFacts): string => {
  if (facts.accelerator === 'kvm') return 'host';
  return cpu !== undefined && cpu.threads > 1 ? keyed('max', { vendor: 'GenuineIntel' }) : 'max';
};

/** Places that are empty at the start are filled while the guest runs. */
const processors = (spec: LaunchSpec): string => {
  const topology = topologyOf(spec);
  return keyed(String(spec.vcpus), { maxcpus: hasEmptyPlaces(spec) ? placesIn(topology) : undefined, ...topology });
};

export const cpuArguments = (spec: LaunchSpec, facts: LaunchFacts): readonly string[] => [
  '-accel',
  accelerator(spec, facts),
  '-cpu',
  model(spec, facts),
  '-smp',
  processors(spec),
];
