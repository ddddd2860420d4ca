/** vCPUs and memory of a QEMU that runs: more at once, fewer as far as its guest gives them back. */
import type { PluggedHardware } from '@chronovisor/contracts';
import { isFault } from '@chronovisor/kernel';
import type { QmpClient, QmpReturns } from '@chronovisor/qmp';
import { setTimeout as sleep } from 'node:timers/promises';
import { memoryDevice } from './command-line/memory.ts';

/** A guest that means to follow does so at once, and moves memory at a few hundred MiB a second. */
const followsWithinMs = 20_000;
const lookEveryMs = 50;

type Place = QmpReturns<'query-hotpluggable-cpus'>[number];

const numberOf = ({ props }: Place): readonly number[] => [
  props['socket-id'] ?? 0,
  props['core-id'] ?? 0,
  props['thread-id'] ?? 0,
];

/** In the order in which a guest counts them. */
const inOrder = (one: Place, other: Place): number => {
  const [a, b] = [numberOf(one), numberOf(other)];
  const at = a.findIndex((value, index) => value !== b[index]);
  return at === -1 ? 0 : (a[at] as number) - (b[at] as number);
};

const places = async (client: QmpClient): Promise<readonly Place[]> =>
  (await client.execute('query-hotpluggable-cpus')).toSorted(inOrder);

const taken = (all: readonly Place[]): readonly Place[] => all.filter((place) => place['qom-path'] !== undefined);

interface MemoryDevice {
  readonly base: number;
  readonly size: number;
}

const memoryOf = async (client: QmpClient): Promise<MemoryDevice> => {
  const { 'base-memory': base } = await client.execute('query-memory-size-summary');
  const devices = await client.execute('query-memory-devices');
  const [size = 0] = devices.flatMap((device) =>
    device.type === 'virtio-mem' && device.data.id === memoryDevice ? [device.data.size] : [],
  );
  return { base, size };
};

export const pluggedIn = async (client: QmpClient): Promise<PluggedHardware> => {
  const { base, size } = await memoryOf(client);
  return { vcpus: taken(await places(client)).length, memory: base + size };
};

/** True as soon as it is so, false when the guest has had its time. */
const comesTrue = async (look: () => Promise<boolean>): Promise<boolean> => {
  for (const until = performance.now() + followsWithinMs; performance.now() < until; await sleep(lookEveryMs)) {
    if (await look()) return true;
  }
  return false;
};

const plug = async (client: QmpClient, place: Place): Promise<void> => {
  await client.execute('device_add', { driver: place.type, id: `cpu-${numberOf(place).join('-')}`, ...place.props });
};

/** One that was plugged has a name; one that was there from the start has only its place. */
const deviceOf = (path: string): string => /^\/machine\/peripheral\/(?<id>[^/]+)$/u.exec(path)?.groups?.['id'] ?? path;

const unplug = async (client: QmpClient, place: Place): Promise<boolean> => {
  const path = place['qom-path'] as string;
  try {
    // WHY SAFE: a vCPU that QEMU itself has just named, never the first, and its guest decides whether it goes.
    await client.execute('device_del', { id: deviceOf(path) });
  } catch (error) {
    // It was asked for before, by a process that has ended since, and the guest may still obey.
    if (!isFault(error) || !error.message.includes('in the process of unplug')) throw error;
  }
  return comesTrue(async () => !taken(await places(client)).some((one) => one['qom-path'] === path));
};

const setVcpus = async (client: QmpClient, wanted: number, unplugs: boolean): Promise<void> => {
  const all = await places(client);
  const there = taken(all);
  const free = all.filter((place) => place['qom-path'] === undefined);
  for (const place of free.slice(0, Math.max(0, wanted - there.length))) await plug(client, place);
  if (!unplugs) return;
  // The newest goes first; a guest that keeps one keeps those before it as well.
  for (const place of there.slice(wanted).toReversed()) if (!(await unplug(client, place))) return;
};

/** False when the guest does not follow. */
const setMemory = async (client: QmpClient, wanted: number): Promise<boolean> => {
  const { base, size } = await memoryOf(client);
  if (base + size === wanted) return true;
  const path = `/machine/peripheral/${memoryDevice}`;
  await client.execute('qom-set', { path, property: 'requested-size', value: wanted - base });
  return comesTrue(async () => (await memoryOf(client)).size === wanted - base);
};

/**
 * Brings it as near as the guest lets it; resolves with what stands. Safe to repeat: it looks first. `unplugs`: QEMU survives
 * the unplugging of a vCPU, which it does not when it emulates them. Memory goes first, since it alone can always be put back.
 */
export const plugTo = async (
  client: QmpClient,
  { vcpus, memory }: PluggedHardware,
  unplugs: boolean,
): Promise<PluggedHardware> => {
  if (await setMemory(client, memory)) await setVcpus(client, vcpus, unplugs);
  return pluggedIn(client);
};
