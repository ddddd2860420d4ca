/** Every command there is: those that follow from the API, those written by hand, and the short ways to the most used. */
import { operations } from '../generated/commands.ts';
import { apiPlan } from './commands/api.ts';
import { rebuildPlan } from './commands/admin/rebuild.ts';
import { verifyPlan } from './commands/audit/verify.ts';
import { diffPlan } from './commands/diff/show.ts';
import { doctorPlan } from './commands/doctor.ts';
import { eventsPlan, watchPlan } from './commands/event/list.ts';
import { importPlan } from './commands/image/import.ts';
import { waitPlan } from './commands/operation/wait.ts';
import { statusPlan } from './commands/status/show.ts';
import { versionPlan } from './commands/version.ts';
import { consolePlan } from './commands/vm/console.ts';
import { alsoOfMany, bulkPlan } from './commands/vm/bulk.ts';
import { createVmPlan, launchPlan } from './commands/vm/create.ts';
import { dependPlan, dependenciesPlan } from './commands/vm/dependencies.ts';
import { driftPlan } from './commands/vm/drift.ts';
import { historyPlan } from './commands/vm/history.ts';
import { logsPlan } from './commands/vm/logs.ts';
import { screenshotPlan } from './commands/vm/screenshot.ts';
import { timelinePlan } from './commands/vm/timeline.ts';
import { whyPlan } from './commands/vm/why.ts';
import { changePlan } from './described/change.ts';
import { deletePlan } from './described/delete.ts';
import { listPlan } from './described/list.ts';
import { showPlan } from './described/show.ts';
import type { OperationSpec } from './described/spec.ts';
import type { CommandPlan } from './plan.ts';

type Planner = (spec: OperationSpec) => CommandPlan;

const ofMany = Object.fromEntries(
  ['startVm', 'shutdownVm', 'stopVm', 'restartVm', 'pauseVm', 'resumeVm'].map((id): [string, Planner] => [
    id,
    (spec) => alsoOfMany(changePlan(spec)),
  ]),
);

/** By id of the operation. */
const byHand: Readonly<Record<string, Planner>> = {
  createVm: createVmPlan,
  bulkVms: bulkPlan,
  ...ofMany,
  getVmSerial: logsPlan,
  openVmConsole: consolePlan,
  getVmScreenshot: screenshotPlan,
  getVmHistory: historyPlan,
  getVmDependencies: dependenciesPlan,
  setVmDependencies: dependPlan,
  importImage: importPlan,
  listEvents: eventsPlan,
  verifyAudit: verifyPlan,
  getStatus: statusPlan,
  getDiff: diffPlan,
  rebuildViews: rebuildPlan,
  getVmTimeline: timelinePlan,
  getVmWhy: whyPlan,
};

const planOf = (spec: OperationSpec): CommandPlan => {
  const planner = byHand[spec.id];
  if (planner !== undefined) return planner(spec);
  switch (spec.answer) {
    case 'list':
      return listPlan(spec);
    case 'document':
      return showPlan(spec);
    case 'operation':
      return spec.method === 'DELETE' && spec.verb === 'delete' ? deletePlan(spec) : changePlan(spec);
    case 'bytes':
    case 'events':
    case 'socket':
      throw new Error(`${spec.id} answers ${spec.answer}: its command has to be written by hand`);
  }
};

export interface Noun {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  /** The verb that goes without saying. */
  readonly usual?: string;
  /** Made when the noun is used. */
  readonly plans: () => readonly CommandPlan[];
}

/** Nouns people say shorter than the API does. */
const shorter: Readonly<Record<string, string>> = { operation: 'op' };

const summaries: Readonly<Record<string, string>> = {
  vm: 'Virtual machines',
  group: 'Named sets of vms',
  schedule: 'What is done with vms at planned times',
  operation: 'Work asked for, and what came of it',
  event: 'What happened; events -f follows it',
  host: 'Machines that run vms',
  device: 'PCI and USB devices of hosts',
  pool: 'Places for volumes',
  volume: 'Block devices',
  image: 'What volumes and boots start from',
  network: 'What nics are on',
  project: 'What vms and volumes belong to, with a quota',
  webhook: 'Addresses that are told of events',
  audit: 'Who asked what',
  admin: 'Chronovisor itself',
};

/** `events -f` reads better than any verb would. */
const usualVerbs: Readonly<Record<string, string>> = { event: 'list' };

/** A noun with one thing to say is a command of its own. */
const alone = new Set(['status', 'diff']);

const specById = (id: string): OperationSpec => {
  const found = operations.find((spec) => spec.id === id);
  if (found === undefined) throw new Error(`the API has no ${id}`);
  return found;
};

/** Growing is what volumes are changed for most: its size is a word. */
const growPlan = (spec: OperationSpec): CommandPlan => {
  const body = (spec.body ?? []).filter(({ path }) => path[0] === 'size').map((size) => ({ ...size, required: true }));
  const grow = { ...spec, verb: 'grow', summary: 'Grow a volume', body };
  return changePlan(grow, { aliases: ['resize'], examples: ['chrono volume grow data 20GiB'] });
};

const plansOf = (noun: string): readonly CommandPlan[] => {
  const plans = operations.filter((spec) => spec.noun === noun).map(planOf);
  if (noun === 'vm') return [...plans, driftPlan(planOf(specById('adoptVmDrift')), planOf(specById('repairVmDrift')))];
  if (noun === 'volume') return [...plans, growPlan(specById('updateVolume'))];
  if (noun === 'operation') return [...plans, waitPlan(specById('getOperation'))];
  return noun === 'event' ? [...plans, watchPlan(specById('listEvents'))] : plans;
};

export const nouns: readonly Noun[] = [...new Set(operations.map(({ noun }) => noun))]
  .filter((noun) => !alone.has(noun))
  .map((noun) => {
    const name = shorter[noun] ?? noun;
    const aliases = [noun, `${name}s`, `${noun}s`].filter(
      (word, index, all) => word !== name && all.indexOf(word) === index,
    );
    const usual = usualVerbs[noun];
    const summary = summaries[noun] ?? `Everything about ${noun}s`;
    return { name, aliases, summary, plans: () => plansOf(noun), ...(usual === undefined ? {} : { usual }) };
  });

const shortcut = (id: string, name: string, summary: string): CommandPlan => {
  const { aliases: _, ...plan } = planOf(specById(id));
  return { ...plan, name, summary };
};

/** Words at the top. */
export const shortcuts: readonly CommandPlan[] = [
  launchPlan(specById('createVm')),
  shortcut('listVms', 'ls', 'List vms'),
  shortcut('openVmConsole', 'console', 'Join the serial console of a vm'),
  shortcut('getVmSerial', 'logs', 'Read the serial console of a vm'),
  shortcut('getVmWhy', 'why', 'Say why a vm is in its status'),
  planOf(specById('getDiff')),
  planOf(specById('getStatus')),
  doctorPlan,
  apiPlan,
  versionPlan,
];
