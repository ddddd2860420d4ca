/** One chaos run: a house of its own, clients and accidents for a while, then everything made whole and looked at. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type House, startHouse } from '../e2e/support/house.ts';
import { makeNamespace, type Namespace } from '../e2e/support/namespace.ts';
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
  /** A folder on a disk that may be filled; null where there is none. */
  readonly disk: string | null;
  readonly say: (line: string) => void;
}

export interface ChaosReport {
  readonly findings: readonly string[];
  readonly acknowledged: number;
  /** Answers by status; 0: none came. */
  readonly statuses: Readonly<Record<string, number>>;
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

interface Ground {
  readonly clocks: string;
  readonly namespace: Namespace | null;
  remove(): Promise<void>;
}

/** Only root may cut a network. */
const makeGround = async (): Promise<Ground> => {
  const clocks = await mkdtemp(join(tmpdir(), 'chrono-clocks-'));
  const namespace = process.getuid?.() === 0 ? await makeNamespace() : null;
  return {
    clocks,
    namespace,
    remove: async () => {
      await namespace?.remove();
      await rm(clocks, { recursive: true });
    },
  };
};

const houseOn = ({ clocks, namespace }: Ground, { driver, disk }: ChaosOptions): Promise<House> =>
  startHouse({
    hosts: HOSTS,
    ...(namespace !== null && { namespace }),
    ...(disk !== null && { within: disk }),
    env: {
      CHRONO_HOST_DRIVER: driver,
      CHAOS_CLOCKS: clocks,
      NODE_OPTIONS: `--import=${new URL('moving-clock.mjs', import.meta.url).href}`,
    },
  });

const befall = async (house: House, { clocks, namespace }: Ground, options: ChaosOptions): Promise<Ledger> => {
  const { seed, clients, driver, say, disk } = options;
  const world = await worldOf(house, options);
  const ledger = newLedger();
  const until = performance.now() + options.seconds * 1_000;
  const line = { url: () => house.api.url, token: house.api.token };
  const ground = { namespace, clocks, disk, hosts: HOSTS };
  await Promise.all([
    runClients({ seed, clients, until, world, line, ledger }),
    runAccidents(house, { ...ground, seed, until, hasQemu: driver === 'qemu', say }),
  ]);
  return ledger;
};

const LAST_WORDS = 2_000;

/** Nothing that befalls the machine may end a process that was not killed; what went on without it could not be looked at. */
const revived = async (house: House): Promise<readonly string[]> => {
  const findings: string[] = [];
  for (const name of HOSTS) {
    const host = house.hosts.get(name);
    if (host?.exited !== true) continue;
    findings.push(`host ${name} ended by itself: ${(await host.log()).slice(-LAST_WORDS)}`);
    await house.startHost(name);
  }
  return findings;
};

const controlRevived = async (house: House): Promise<readonly string[]> => {
  if (!house.control.exited) return [];
  const words = (await house.control.log()).slice(-LAST_WORDS);
  await house.startControl();
  return [`control ended by itself: ${words}`];
};

const reportOn = async (house: House, ground: Ground, options: ChaosOptions): Promise<ChaosReport> => {
  const ledger = await befall(house, ground, options);
  const ended = [...(await controlRevived(house)), ...(await revived(house))];
  const findings = await settled(house, ledger, options);
  return {
    findings: [...ended, ...findings],
    acknowledged: ledger.promised.size,
    statuses: Object.fromEntries([...ledger.statuses].toSorted(([a], [b]) => a - b)),
  };
};

export const runChaos = async (options: ChaosOptions): Promise<ChaosReport> => {
  const ground = await makeGround();
  try {
    const house = await houseOn(ground, options);
    return await reportOn(house, ground, options).finally(() => house.close());
  } finally {
    await ground.remove();
  }
};
