/** What is asked of many vms: at once, in an order, at a time. */
import type { Random } from '../random.ts';
import {
  type Asked,
  type Menu,
  type World,
  groupName,
  patch,
  post,
  remove,
  scheduleName,
  sets,
  someVms,
  vmName,
} from './asked.ts';
import { OFF_SOON } from './vms.ts';

const actions = ['start', 'stop', 'shutdown', 'restart', 'pause', 'resume', 'label', 'delete', 'reconfigure'] as const;

const paramsOf = (random: Random): Readonly<Partial<Record<(typeof actions)[number], unknown>>> => ({
  label: { tier: String(random.below(3)) },
  restart: OFF_SOON,
  shutdown: OFF_SOON,
  delete: { force: true },
  reconfigure: { memory: `${random.pick([128, 132])}MiB`, apply: random.pick(['next-start', 'live']) },
});

const whom = (random: Random, world: World): Readonly<Record<string, unknown>> =>
  random.pick([
    () => ({ selector: `set=${random.pick(sets)}` }),
    () => ({ group: groupName(random) }),
    () => ({ ids: someVms(random, world) }),
  ])();

const bulk = (random: Random, world: World): Asked => {
  const action = random.pick(actions);
  return post('/vms/bulk', {
    ...{ action, ...whom(random, world), params: paramsOf(random)[action] ?? {} },
    ...{ concurrency: 1 + random.below(5), onError: random.pick(['continue', 'stop']) },
  });
};

const grouped = (random: Random, world: World): Asked =>
  post('/groups', { name: groupName(random), vms: someVms(random, world) });

const regrouped = (random: Random, world: World): Asked =>
  patch(`/groups/${groupName(random)}`, { [random.pick(['vms', 'addVms', 'removeVms'])]: someVms(random, world) });

const untilOf = (random: Random): Readonly<Record<string, unknown>> =>
  random.pick([{ type: 'running' }, { type: 'ready' }, { type: 'delay', seconds: 1 }]);

const needing = (random: Random, world: World): Asked => ({
  method: 'PUT',
  path: `/vms/${vmName(random, world)}/dependencies`,
  body: Array.from({ length: random.below(3) }, () => ({
    ...(random.percent(25) ? { group: groupName(random) } : { vm: vmName(random, world) }),
    until: untilOf(random),
    timeout: '20s',
  })),
});

const timeOf = (random: Random): Readonly<Record<string, unknown>> =>
  random.percent(50) ? { once: `{in:${1 + random.below(8)}}` } : { cron: '* * * * *' };

const scheduled = (random: Random, world: World): Asked => {
  const action = random.pick(['start', 'stop', 'shutdown', 'restart'] as const);
  return post('/schedules', {
    ...{ name: scheduleName(random), action, target: whom(random, world), when: timeOf(random) },
    ...((action === 'shutdown' || action === 'restart') && OFF_SOON),
    missed: random.pick(['skip', 'run-once']),
    overlap: random.pick(['skip', 'queue', 'allow']),
  });
};

const rescheduled = (random: Random, world: World): Asked =>
  patch(
    `/schedules/${scheduleName(random)}`,
    random.percent(50) ? { when: timeOf(random) } : { target: whom(random, world) },
  );

const onSchedule = (random: Random): Asked =>
  post(`/schedules/${scheduleName(random)}/${random.percent(70) ? 'enable' : 'disable'}`);

export const manyMenu: Menu = [
  [8, bulk],
  [4, grouped],
  [3, regrouped],
  [1, (random) => remove(`/groups/${groupName(random)}`)],
  [4, needing],
  [5, scheduled],
  [3, rescheduled],
  [2, onSchedule],
  [2, (random) => remove(`/schedules/${scheduleName(random)}`)],
];
