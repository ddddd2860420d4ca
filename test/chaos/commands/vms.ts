/** What is asked of one vm. */
import type { Random } from '../random.ts';
import {
  type Asked,
  type Menu,
  type World,
  patch,
  post,
  projectOf,
  remove,
  sets,
  vmName,
  volumeName,
} from './asked.ts';

/** A guest that is asked to power off hardly ever does so in time: then its power is cut. */
export const OFF_SOON = { timeoutSeconds: 1, force: true } as const;

const ROOM_TO_GROW = { cpu: { maxVcpus: 3 }, maxMemory: '192MiB' } as const;

const newDisk = (random: Random): Readonly<Record<string, unknown>> =>
  random.percent(20) ? { volume: volumeName(random) } : { size: '1MiB' };

const created = (random: Random, world: World): Asked =>
  post('/vms', {
    ...world.vm,
    ...(random.percent(30) && ROOM_TO_GROW),
    name: vmName(random, world),
    host: random.pick(world.hosts),
    project: projectOf(random),
    labels: { set: random.pick(sets) },
    disks: Array.from({ length: random.below(3) }, () => newDisk(random)),
    nics: Array.from({ length: random.below(3) }, () => ({ network: random.pick(world.networks) })),
    start: random.percent(60),
  });

const cloned = (random: Random, world: World): Asked =>
  post(`/vms/${vmName(random, world)}/clone`, {
    name: vmName(random, world),
    mode: random.pick(['full', 'linked']),
    start: random.percent(50),
  });

const onVm =
  (verb: string, body: unknown = {}) =>
  (random: Random, world: World): Asked =>
    post(`/vms/${vmName(random, world)}/${verb}`, body);

const deleted = (random: Random, world: World): Asked =>
  remove(`/vms/${vmName(random, world)}?force=${random.percent(70)}&volumes=${random.percent(85) ? 'delete' : 'keep'}`);

const labelled = (random: Random, world: World): Asked =>
  patch(`/vms/${vmName(random, world)}`, { labels: { set: random.pick(sets), seen: String(random.below(9)) } });

const renamed = (random: Random, world: World): Asked =>
  patch(`/vms/${vmName(random, world)}`, { name: vmName(random, world) });

const hardware = (random: Random): Readonly<Record<string, unknown>> =>
  random.percent(50) ? { memory: `${random.pick([128, 132, 136, 160])}MiB` } : { vcpus: 1 + random.below(3) };

const changedLive = (random: Random, world: World): Asked => patch(`/vms/${vmName(random, world)}`, hardware(random));

const changedLater = (random: Random, world: World): Asked =>
  patch(`/vms/${vmName(random, world)}?apply=next-start`, {
    ...hardware(random),
    ...(random.percent(30) && { boot: { menu: random.percent(50) } }),
  });

const changedNow = (random: Random, world: World): Asked =>
  patch(`/vms/${vmName(random, world)}?apply=restart&timeoutSeconds=1&force=true`, {
    ...hardware(random),
    boot: { menu: random.percent(50) },
  });

export const vmMenu: Menu = [
  [40, created],
  [8, cloned],
  [16, onVm('start')],
  [8, onVm('stop')],
  [8, onVm('restart', OFF_SOON)],
  [5, onVm('pause')],
  [5, onVm('resume')],
  [2, onVm('reset')],
  [4, onVm('shutdown', OFF_SOON)],
  [2, onVm('stop?dependents=true')],
  [10, deleted],
  [3, labelled],
  [2, renamed],
  [5, changedLive],
  [4, changedLater],
  [4, changedNow],
];
