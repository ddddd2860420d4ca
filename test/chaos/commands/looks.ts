/** What is only looked at, and what is only tried: whatever befalls, these have an answer and change nothing. */
import type { Random } from '../random.ts';
import { type Asked, type Menu, type World, groupName, projectName, scheduleName, vmName } from './asked.ts';

const get = (path: string): Asked => ({ method: 'GET', path });

const one = (random: Random, world: World): Asked =>
  get(
    random.pick([
      `/vms/${vmName(random, world)}`,
      `/vms/${vmName(random, world)}/timeline`,
      `/vms/${vmName(random, world)}/why`,
      `/vms/${vmName(random, world)}/history`,
      `/vms/${vmName(random, world)}/dependencies`,
      `/vms/${vmName(random, world)}/serial?tail=5`,
      `/schedules/${scheduleName(random)}/runs`,
      `/projects/${projectName(random)}`,
      `/groups/${groupName(random)}`,
      `/operations/{operation:${random.below(3)}}?wait=1s`,
    ]),
  );

const past = (random: Random): Asked => {
  const position = 1 + random.below(300);
  return get(
    random.pick([
      `/vms?at=${position}`,
      `/volumes?at=${position}`,
      `/networks?at=${position}`,
      `/projects?at=${position}`,
      `/diff?from=${position}&to=${position + random.below(50)}`,
      `/events?after=${position}&limit=50`,
    ]),
  );
};

const list = (random: Random): Asked =>
  get(
    random.pick([
      '/vms?selector=set=a',
      '/vms?limit=2',
      '/operations?limit=5',
      '/hosts',
      '/status',
      '/audit?limit=5',
      '/admin/self-check',
    ]),
  );

export const lookMenu: Menu = [
  [6, one],
  [4, past],
  [4, list],
  [1, () => ({ method: 'POST', path: '/admin/rebuild' })],
];
