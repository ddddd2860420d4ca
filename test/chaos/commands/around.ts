/** What is asked of all that vms stand on, and of what is told about them. */
import type { Random } from '../random.ts';
import {
  type Asked,
  type Menu,
  type World,
  networkName,
  patch,
  post,
  projectName,
  projectOf,
  remove,
  sets,
  volumeName,
  webhookName,
} from './asked.ts';

const MIB = 2 ** 20;

const volume = (random: Random, world: World): Asked =>
  post('/volumes', {
    name: volumeName(random),
    host: random.pick(world.hosts),
    size: '1MiB',
    format: random.pick(['qcow2', 'raw']),
    project: projectOf(random),
  });

const grown = (random: Random): Asked => patch(`/volumes/${volumeName(random)}`, { size: (2 + random.below(6)) * MIB });

const quotaOf = (random: Random): Readonly<Record<string, unknown>> => ({
  [random.pick(['vms', 'vcpus', 'addresses'])]: random.percent(70) ? random.below(6) : null,
  [random.pick(['memory', 'disk'])]: random.percent(50) ? random.between(4, 900) * MIB : null,
});

const project = (random: Random): Asked =>
  post('/projects', { name: projectName(random), quota: random.percent(60) ? quotaOf(random) : {} });

const limited = (random: Random): Asked => patch(`/projects/${projectName(random)}`, { quota: quotaOf(random) });

const overcommitted = (random: Random, world: World): Asked =>
  patch(`/hosts/${random.pick(world.hosts)}`, { overcommit: { vcpus: random.pick([2, 8, 64]) } });

const webhook = (random: Random, { receiver }: World): Asked =>
  post('/webhooks', {
    name: webhookName(random),
    url: `${receiver}/${random.below(9)}`,
    types: random.percent(50) ? ['vm.*'] : null,
    selector: random.percent(30) ? `set=${random.pick(sets)}` : null,
  });

const onWebhook = (random: Random): Asked =>
  random.pick([
    () => patch(`/webhooks/${webhookName(random)}`, { enabled: random.percent(70) }),
    () => post(`/webhooks/${webhookName(random)}/replay`, { from: random.below(300) }),
    () => post(`/webhooks/${webhookName(random)}/rotate-secret`),
    () => post(`/webhooks/${webhookName(random)}/test`),
    () => remove(`/webhooks/${webhookName(random)}`),
  ])();

/** One of the latest; it may have ended by then. */
const someOperation = (random: Random): string => `/operations/{operation:${random.below(3)}}`;

const onStuck = (random: Random): Asked =>
  post(`${someOperation(random)}/${random.pick(['retry', 'skip', 'force'] as const)}`);

export const aroundMenu: Menu = [
  [6, volume],
  [4, grown],
  [3, (random) => remove(`/volumes/${volumeName(random)}`)],
  [3, (random) => post('/networks', { name: networkName(random), kind: 'nat' })],
  [2, (random) => remove(`/networks/${networkName(random)}`)],
  [4, project],
  [4, limited],
  [1, (random) => remove(`/projects/${projectName(random)}`)],
  [2, overcommitted],
  [3, webhook],
  [4, onWebhook],
  [8, (random) => remove(someOperation(random))],
  [5, (random) => post(`${someOperation(random)}/undo`)],
  [3, onStuck],
];
