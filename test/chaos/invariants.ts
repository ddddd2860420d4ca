/** What has to hold once everything is whole again, each breach in words. */
import type { http } from '@chronovisor/contracts';
import { basename, join } from 'node:path';
import type { House } from '../e2e/support/house.ts';
import type { Ledger } from './clients.ts';
import { qemusOf, vmDirectories, vmsWithProcesses, volumeFiles } from './machine.ts';
import { type Shown, differences, showAll, showDetails } from './shown.ts';
import { outcomeFindings } from './outcomes.ts';
import { readRecord } from './record.ts';
import { timetableFindings } from './timetable.ts';
import { usageFindings } from './usage.ts';

type Findings = readonly string[];

const ended = ['succeeded', 'failed', 'cancelled'];
const restful = ['running', 'paused', 'off'];

const ids = (items: readonly { readonly id: string }[]): ReadonlySet<string> => new Set(items.map(({ id }) => id));

const text = JSON.stringify;

export const unfinished = ({ operations, vms, hosts, volumes }: Shown): Findings => [
  ...operations
    .filter(({ status }) => !ended.includes(status))
    .map(({ id, type, target, status, ...one }) => {
      const state = text([one.progress, one.problem, one.bulk?.counts]);
      return `operation ${id} (${type} of ${target}) is ${status}: ${state}`;
    }),
  ...vms
    .filter(({ status, operation }) => !restful.includes(status) || operation !== null)
    .map(({ name, id, status, operation }) => `vm ${name} (${id}) is ${status}, its operation ${text(operation)}`),
  ...hosts.filter(({ status }) => status !== 'connected').map(({ name, status }) => `host ${name} is ${status}`),
  ...volumes.filter(({ status }) => status !== 'ready').map(({ id, status }) => `volume ${id} is ${status}`),
];

const processFindings = async (dataDir: string, vm: http.VmDocument): Promise<Findings> => {
  const pids = await qemusOf(dataDir, vm.id);
  const wanted = vm.status === 'off' ? [] : [vm.process?.pid];
  if (text(pids) === text(wanted)) return [];
  return [`vm ${vm.name} (${vm.id}) is ${vm.status} with process ${text(wanted)}; there is ${text(pids)}`];
};

/** Each vm as often as it says, and no process beside. */
const runningFindings = async (dataDir: string, { vms }: Shown): Promise<Findings> => {
  const each = await Promise.all(vms.map((vm) => processFindings(dataDir, vm)));
  const known = ids(vms);
  const strays = [...(await vmsWithProcesses(dataDir))].filter((id) => !known.has(id));
  return [...each.flat(), ...strays.map((id) => `a process runs vm ${id}, which nobody knows`)];
};

/** Of hosts whose vms are of thin air only their number can be compared. */
const simulatedFindings = ({ vms, hosts }: Shown): Findings =>
  hosts.flatMap(({ id, name, live }) => {
    const on = vms.filter((vm) => vm.hostId === id && vm.status !== 'off').length;
    if (live?.vms === on) return [];
    return [`host ${name} runs ${String(live?.vms)} vms; ${on} are shown as running there`];
  });

const ownerFindings = (dataDir: string, shown: Shown): Findings => {
  const known = new Set([
    ...Object.values(shown).flatMap((items: readonly { readonly id: string }[]) => items.map(({ id }) => id)),
    ...shown.vms.flatMap(({ nics }) => nics.map(({ id }) => id)),
  ]);
  const { claims, budgets } = readRecord(dataDir);
  return [...claims, ...budgets]
    .filter(({ owner }) => !known.has(owner))
    .map(({ what, owner }) => `${what} is held by ${owner}, which is not there`);
};

const folderFindings = async (dataDir: string, { hosts, vms }: Shown): Promise<Findings> => {
  const known = ids(vms);
  const each = hosts.map(async ({ name }) =>
    (await vmDirectories(dataDir, name))
      .filter((id) => !known.has(id))
      .map((id) => `host ${name} has a directory of vm ${id}, which is not there`),
  );
  return (await Promise.all(each)).flat();
};

const volumeFindings = async ({ pools, volumes, vms }: Shown): Promise<Findings> => {
  const knownVms = ids(vms);
  const unowned = volumes.flatMap(({ id, vm }) =>
    vm === null || knownVms.has(vm) ? [] : [`volume ${id} is the disk of vm ${vm}, which is not there`],
  );
  const each = pools.map(async ({ id, path }) => {
    const wanted = volumes.filter(({ poolId }) => poolId === id).map((volume) => basename(volume.path));
    const there = await volumeFiles(join(path ?? '', 'volumes'));
    return [
      ...there.filter((name) => !wanted.includes(name)).map((name) => `the file ${name} in ${path} is no volume`),
      ...wanted.filter((name) => !there.includes(name)).map((name) => `the volume ${name} has no file in ${path}`),
    ];
  });
  return [...unowned, ...(await Promise.all(each)).flat()];
};

const doubles = (what: string, all: readonly (string | null)[]): Findings =>
  all
    .filter((one, index) => one !== null && all.indexOf(one) !== index)
    .map((one) => `${what} ${one} is there more than once`);

/** A clone, too, is somebody of its own. */
const twinFindings = ({ vms, volumes }: Shown): Findings => [
  ...doubles(
    'the id',
    [...vms, ...volumes].map(({ id }) => id),
  ),
  ...doubles(
    'the name',
    vms.map(({ name }) => name),
  ),
  ...doubles(
    'the mac',
    vms.flatMap(({ nics }) => nics.map(({ mac }) => mac)),
  ),
  ...doubles(
    'the nic',
    vms.flatMap(({ nics }) => nics.map(({ id }) => id)),
  ),
  ...doubles(
    'the disk',
    vms.flatMap(({ disks }) => disks.map(({ volume }) => volume)),
  ),
  ...doubles(
    'the file',
    volumes.map(({ path, hostId }) => `${hostId}:${path}`),
  ),
];

const promiseFindings = (dataDir: string, { operations }: Shown, { promised, wrong }: Ledger): Findings => {
  const [known, recorded] = [ids(operations), readRecord(dataDir).operations];
  const lost = [...promised].filter(([id]) => !known.has(id) || !recorded.has(id));
  return [
    ...wrong,
    ...lost.map(([id, { method, path }]) => {
      const where = recorded.has(id) ? 'shown' : 'on record';
      return `${method} ${path} was acknowledged as operation ${id}, which is not ${where}`;
    }),
  ];
};

export interface Checked {
  readonly house: House;
  readonly ledger: Ledger;
  readonly hasQemu: boolean;
}

export const checkState = async ({ house, hasQemu }: Omit<Checked, 'ledger'>): Promise<Findings> => {
  const { dataDir, api } = house;
  const shown = await showAll(api);
  const parts = await Promise.all([
    unfinished(shown),
    hasQemu ? runningFindings(dataDir, shown) : simulatedFindings(shown),
    ownerFindings(dataDir, shown),
    usageFindings(dataDir, shown),
    twinFindings(shown),
    timetableFindings(dataDir, shown),
    outcomeFindings(dataDir),
    folderFindings(dataDir, shown),
    volumeFindings(shown),
  ]);
  return parts.flat();
};

export const checkPromises = async ({ house, ledger }: Checked): Promise<Findings> =>
  promiseFindings(house.dataDir, await showAll(house.api), ledger);

const selfCheck = async ({ api }: House): Promise<Findings> => {
  const { status, body } = await api.get('/admin/self-check');
  return status === 200 && body['consistent'] === true
    ? []
    : [`the views are not what the log says: ${status} ${text(body)}`];
};

/** What control shows has to follow from the store alone. */
export const checkRebuilt = async (house: House): Promise<Findings> => {
  const checked = await selfCheck(house);
  const before = { ...(await showAll(house.api)), ...(await showDetails(house.api)) };
  await house.control.kill('SIGKILL');
  await house.startControl();
  const after = { ...(await showAll(house.api)), ...(await showDetails(house.api)) };
  return [...checked, ...differences(before, after)];
};

/** A store that is opened on a full disk needs room, and says so: whoever started it starts it again. */
const ROOM_WANTED =
  /"type":"Fault","message":"(no space left for the event store|the event store \S+ does not answer: disk I\/O error)/;

/** A fault of ours that was survived is one still. */
export const checkLogs = async (house: House): Promise<Findings> => {
  const logs = await Promise.all([house.control, ...house.hosts.values()].map((one) => one.log()));
  return logs
    .join('\n')
    .split('\n')
    .filter((line) => line.includes('internal.bug') || line.includes('"level":"fatal"') || line.includes('"level":60'))
    .filter((line) => !ROOM_WANTED.test(line))
    .map((line) => `a log says: ${line.slice(0, 600)}`);
};
