/** What a configuration was before a change, and how many vCPUs it has places for. */
import { type RecordedChanges, placesIn } from '@chronovisor/contracts';
import type { Built, PresentVm, VmConfig } from './state.ts';

type Named = Pick<PresentVm, 'name' | 'config'>;

/** The values that changes would replace. */
export const beforeOf = ({ name, config }: Named, changes: RecordedChanges): RecordedChanges => {
  const now: Readonly<Record<string, unknown>> = { ...config, name };
  return Object.fromEntries(Object.keys(changes).map((key) => [key, now[key]])) as RecordedChanges;
};

export const mostVcpus = ({ cpu, vcpus }: Pick<VmConfig, 'cpu' | 'vcpus'>): number =>
  cpu === null ? vcpus : placesIn(cpu);

export const placesOf = ({ vcpus, cpu }: Built): number => mostVcpus({ vcpus, cpu: cpu ?? null });
