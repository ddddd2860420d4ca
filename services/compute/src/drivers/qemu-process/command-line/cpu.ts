/** Processors, and what runs them. */
import { type LaunchFacts, type LaunchSpec, keyed } from './launch-facts.ts';

/** Emulation keeps translated code: 200 MiB of it a vm. A small guest boots as fast with 32 and leaves the rest to its neighbours. */
const smallGuest = 512 * 1024 ** 2;

const accelerator = (spec: LaunchSpec, facts: LaunchFacts): string =>
  facts.accelerator === 'kvm'
    ? 'kvm'
    : keyed('tcg', { thread: 'multi', 'tb-size': spec.memory <= smallGuest ? 32 : undefined });

export const cpuArguments = (spec: LaunchSpec, facts: LaunchFacts): readonly string[] => [
  '-accel',
  accelerator(spec, facts),
  '-cpu',
  facts.accelerator === 'kvm' ? 'host' : 'max',
  '-smp',
  `${spec.vcpus},sockets=1,cores=${spec.vcpus},threads=1`,
];
