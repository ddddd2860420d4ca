/** After a run: waits until nothing is under way, looks whether everything holds, deletes all there is and looks again. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { House } from '../e2e/support/house.ts';
import type { Ground } from './ground.ts';
import { type Checked, checkLogs, checkPromises, checkRebuilt, checkState, unfinished } from './invariants.ts';
import { type ListName, allOf, showAll } from './shown.ts';
import { checkStanding } from './standing.ts';
import { late } from './timetable.ts';
import { type Ears, toldFindings } from './told.ts';

type Findings = readonly string[];

const QUIET_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 500;
const TOLD_AFTER_MS = 2_500;

/** Waits until nothing is under way any more; what still is after that is a finding of `checkState`. */
const untilQuiet = async ({ api }: House): Promise<void> => {
  const end = performance.now() + QUIET_WITHIN_MS;
  for (let quiet = 0; quiet < 3 && performance.now() < end;) {
    quiet = unfinished(await showAll(api)).length === 0 ? quiet + 1 : 0;
    await sleep(LOOK_EVERY_MS);
  }
};

/** Deliveries are written down a little after they were made. */
const untilTold = async ({ api }: House): Promise<void> => {
  const end = performance.now() + QUIET_WITHIN_MS;
  let [before, now] = ['', JSON.stringify(await allOf(api, 'webhooks'))];
  while (before !== now && performance.now() < end) {
    await sleep(TOLD_AFTER_MS);
    [before, now] = [now, JSON.stringify(await allOf(api, 'webhooks'))];
  }
};

/** What is planned has come as far as the clock has; then it comes no more, so that it can be quiet. */
const restSchedules = async ({ api }: House, ground: Ground): Promise<Findings> => {
  const end = performance.now() + QUIET_WITHIN_MS;
  const waiting = async (): Promise<Findings> => late(await showAll(api), await ground.controlNow());
  while ((await waiting()).length > 0 && performance.now() < end) await sleep(LOOK_EVERY_MS);
  const findings = await waiting();
  for (const { id, next } of await allOf(api, 'schedules'))
    if (next !== null) await api.perform('POST', `/schedules/${id}/disable`);
  return findings;
};

/** Those that stand on others first. */
const KINDS = ['schedules', 'webhooks', 'groups', 'volumes', 'images', 'networks', 'projects'] as const;
/** There from the start, and not to be deleted. */
const BUILT_IN: Readonly<Partial<Record<ListName, readonly string[]>>> = {
  networks: ['default', 'user'],
  projects: ['default'],
};

const deleteVms = async ({ api }: House): Promise<Findings> => {
  const vms = await allOf(api, 'vms');
  if (vms.length === 0) return [];
  const order = { action: 'delete', ids: vms.map(({ id }) => id), params: { force: true } };
  const { status, problem, id } = await api.perform('POST', '/vms/bulk', order);
  if (status === 'succeeded') return [];
  const { body } = await api.get(`/operations/${id}`);
  return [`not all vms can be deleted: ${JSON.stringify([problem, body['children']])}`];
};

/** Everything that is there is deleted: what then is left belongs to nobody. */
const deleteAll = async (house: House): Promise<Findings> => {
  const findings = [...(await deleteVms(house))];
  for (const kind of KINDS) {
    for (const { id, name } of await allOf(house.api, kind)) {
      if (BUILT_IN[kind]?.includes(String(name)) === true) continue;
      const why = await house.api.succeed('DELETE', `/${kind}/${id}`).then(
        () => null,
        (error: unknown) => String(error),
      );
      if (why !== null) findings.push(`${kind}/${id} cannot be deleted: ${why}`);
    }
  }
  for (const kind of ['vms', ...KINDS] as const) {
    const left = (await allOf(house.api, kind)).filter(({ name }) => BUILT_IN[kind]?.includes(String(name)) !== true);
    if (left.length > 0) findings.push(`${left.length} ${kind} are left when all are deleted`);
  }
  return findings;
};

export interface Run extends Checked {
  readonly ground: Ground;
  readonly ears: Ears;
  readonly say: (line: string) => void;
}

export const settled = async (run: Run): Promise<Findings> => {
  const { house, ground, ears, say } = run;
  const standing = run.hasQemu ? ground.namespace : null;
  const checks: readonly (() => Findings | Promise<Findings>)[] = [
    () => restSchedules(house, ground),
    async () => {
      await untilQuiet(house);
      say('all is quiet');
      return checkState(run);
    },
    () => checkStanding(house, standing),
    () => checkPromises(run),
    () => toldFindings(house, ears),
    async () => {
      await untilTold(house);
      return checkRebuilt(house);
    },
    async () => {
      await untilQuiet(house);
      return deleteAll(house);
    },
    async () => {
      await untilQuiet(house);
      return checkState(run);
    },
    () => checkStanding(house, standing),
    () => checkLogs(house),
  ];
  const findings: string[] = [];
  for (const check of checks) findings.push(...(await check()));
  return findings;
};
