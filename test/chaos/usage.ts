/** What projects and hosts say is used, held against the things there are and against what the log reserves for each of them. */
import { type Amounts, type StoreRecord, readRecord } from './record.ts';
import type { Shown } from './shown.ts';

const sumOf = <T>(items: readonly T[], amount: (item: T) => number): number =>
  items.reduce((sum, item) => sum + amount(item), 0);

const compared = (what: string, said: Amounts, there: Amounts): readonly string[] =>
  Object.entries(there)
    .filter(([resource, amount]) => said[resource] !== amount)
    .map(([resource, amount]) => `${what} says it uses ${String(said[resource])} ${resource}; there are ${amount}`);

const added = (one: Amounts, other: Amounts): Amounts =>
  Object.fromEntries(
    [...new Set([...Object.keys(one), ...Object.keys(other)])].map((key) => [key, (one[key] ?? 0) + (other[key] ?? 0)]),
  );

/** The sum that a budget keeps of itself is that of those who hold some of it. */
const sumFindings = ({ budgets, used }: StoreRecord): readonly string[] =>
  [...used].flatMap(([stream, said]) => {
    const sum = budgets
      .filter(({ what }) => what === stream)
      .reduce<Amounts>((all, { amounts }) => added(all, amounts), {});
    return compared(stream, said, sum);
  });

/** A vm whose change waits holds the larger of both sizes. */
export const usageFindings = (dataDir: string, { projects, hosts, vms, volumes }: Shown): readonly string[] => [
  ...sumFindings(readRecord(dataDir)),
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
