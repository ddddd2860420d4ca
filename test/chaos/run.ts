/** One chaos run: a house of its own, clients and accidents for a while, then everything made whole and looked at. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type House, startHouse } from '../e2e/support/house.ts';
import { QUIET, importTiny } from '../e2e/support/tiny.ts';
import { runAccidents } from './accidents.ts';
import { type Ledger, newLedger, runClients } from './clients.ts';
import type { World } from './commands.ts';
import { checkLogs, checkPromises, checkRebuilt, checkState, unfinished } from './invariants.ts';
import { allOf, showAll } from './shown.ts';

export interface ChaosOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly driver: 'sim' | 'qemu';
  /** Names that vms bear. */
  readonly vms: number;
  readonly clients: number;
  readonly say: (line: string) => void;
}

export interface ChaosReport {
  readonly findings: readonly string[];
  readonly acknowledged: number;
  /** Answers by status; 0: none came. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly events: number;
}

const HOSTS = ['h1', 'h2'];
const QUIET_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 500;

const worldOf = async (house: House, { driver, vms }: ChaosOptions): Promise<World> => {
  const common = { vms, hosts: HOSTS, networks: ['user'] };
  if (driver === 'sim') return { ...common, vm: { memory: '128MiB' } };
  const cmdline = await importTiny(house.api);
  return {
    ...common,
    hosts: ['h1'],
    vm: { memory: '128MiB', image: 'tiny', boot: { cmdline: `${cmdline} ${QUIET}` } },
  };
};

/** Waits until nothing is under way any more; what still is after that is a finding of `checkState`. */
const untilQuiet = async (house: House): Promise<void> => {
  const end = performance.now() + QUIET_WITHIN_MS;
  for (let quiet = 0; quiet < 3 && performance.now() < end;) {
    const isQuiet = unfinished(await showAll(house.api)).length === 0;
    quiet = isQuiet ? quiet + 1 : 0;
    await sleep(LOOK_EVERY_MS);
  }
};

/** Everything that is there is deleted: what then is left belongs to nobody. */
const deleteAll = async ({ api }: House): Promise<readonly string[]> => {
  const findings: string[] = [];
  for (const [kind, query] of [
    ['vms', '?force=true'],
    ['volumes', ''],
    ['images', ''],
  ] as const) {
    for (const { id } of await allOf(api, kind)) {
      const operation = await api.perform('DELETE', `/${kind}/${id}${query}`);
      if (operation.status !== 'succeeded')
        findings.push(`${kind}/${id} cannot be deleted: ${JSON.stringify(operation.problem)}`);
    }
    const left = await allOf(api, kind);
    if (left.length > 0) findings.push(`${left.length} ${kind} are left when all are deleted`);
  }
  return findings;
};

const inOrder = async (checks: readonly (() => Promise<readonly string[]>)[]): Promise<readonly string[]> => {
  const findings: string[] = [];
  for (const check of checks) findings.push(...(await check()));
  return findings;
};

const settled = async (house: House, ledger: Ledger, options: ChaosOptions): Promise<readonly string[]> => {
  const checked = { house, ledger, hasQemu: options.driver === 'qemu' };
  await untilQuiet(house);
  options.say('all is quiet');
  return inOrder([
    () => checkState(checked),
    () => checkPromises(checked),
    () => checkRebuilt(house),
    async () => {
      await untilQuiet(house);
      return deleteAll(house);
    },
    async () => {
      await untilQuiet(house);
      return checkState(checked);
    },
    () => checkLogs(house),
  ]);
};

export const runChaos = async (options: ChaosOptions): Promise<ChaosReport> => {
  const { seed, driver, say, clients } = options;
  const house = await startHouse({ hosts: HOSTS, env: { CHRONO_HOST_DRIVER: driver } });
  try {
    const world = await worldOf(house, options);
    const ledger = newLedger();
    const until = performance.now() + options.seconds * 1_000;
    const { token } = house.api;
    const line = { url: () => house.api.url, token };
    await Promise.all([
      runClients({ seed, clients, until, world, line, ledger }),
      runAccidents(house, { seed, until, hosts: HOSTS, hasQemu: driver === 'qemu', say }),
    ]);
    const findings = await settled(house, ledger, options);
    return {
      findings,
      acknowledged: ledger.promised.size,
      statuses: Object.fromEntries([...ledger.statuses].toSorted(([a], [b]) => a - b)),
      events: Number((await house.api.get('/status')).body['position'] ?? 0),
    };
  } finally {
    await house.close();
  }
};
