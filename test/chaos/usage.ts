/** What projects and hosts say is used, held against the things there are. */
import type { Shown } from './shown.ts';

type Sums = Readonly<Record<string, number>>;

const sumOf = <T>(items: readonly T[], amount: (item: T) => number): number =>
  items.reduce((sum, item) => sum + amount(item), 0);

const compared = (what: string, said: Sums, there: Sums): readonly string[] =>
  Object.entries(there)
    .filter(([resource, amount]) => said[resource] !== amount)
    .map(([resource, amount]) => `${what} says it uses ${String(said[resource])} ${resource}; there are ${amount}`);

/** A vm whose change waits holds the larger of both sizes. */
export const usageFindings = ({ projects, hosts, vms, volumes }: Shown): readonly string[] => [
  ...projects.flatMap(({ id, name, usage }) => {
    const own = vms.filter(({ projectId }) => projectId === id);
    return compared(`project ${name}`, usage, {
      vms: own.length,
      vcpus: sumOf(own, ({ vcpus, pendingChanges }) => Math.max(vcpus, pendingChanges?.vcpus ?? 0)),
      memory: sumOf(own, ({ memory, pendingChanges }) => Math.max(memory, pendingChanges?.memory ?? 0)),
      disk: sumOf(
        volumes.filter(({ projectId }) => projectId === id),
        ({ size }) => size,
      ),
      addresses: sumOf(own, ({ nics }) => nics.filter(({ kind }) => kind === 'nat').length),
    });
  }),
  ...hosts.flatMap(({ id, name, reserved }) => {
    const on = vms.filter(({ hostId, status }) => hostId === id && status !== 'off');
    const [vcpus, memory] = [sumOf(on, (vm) => vm.vcpus), sumOf(on, (vm) => vm.memory)];
    return compared(`host ${name}`, reserved, { vcpus, memory });
  }),
];
