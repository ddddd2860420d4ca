/** A configuration with changes made, and what a machine built from it can take. */
import { type LaunchSpec, type RecordedChanges, placesIn } from '@chronovisor/contracts';
import type { Built, PresentVm, VmConfig } from './state.ts';

type Named = Pick<PresentVm, 'name' | 'config'>;

/** What is left out stays; null is a value. */
export const withChanges = ({ name, config }: Named, { name: next = name, ...rest }: RecordedChanges): Named => ({
  name: next,
  config: { ...config, ...(rest as Partial<VmConfig>) },
});

/** The values that changes would replace. */
export const beforeOf = ({ name, config }: Named, changes: RecordedChanges): RecordedChanges => {
  const now: Readonly<Record<string, unknown>> = { ...config, name };
  return Object.fromEntries(Object.keys(changes).map((key) => [key, now[key]])) as RecordedChanges;
};

type Sized = Pick<VmConfig, 'vcpus' | 'cpu' | 'memory' | 'maxMemory'>;

export const mostVcpus = ({ cpu, vcpus }: Pick<Sized, 'cpu' | 'vcpus'>): number =>
  cpu === null ? vcpus : placesIn(cpu);

export const builtBy = ({ vcpus, cpu, memory, maxMemory }: LaunchSpec): Built => ({
  places: mostVcpus({ vcpus, cpu: cpu ?? null }),
  memory,
  maxMemory: maxMemory ?? memory,
});
