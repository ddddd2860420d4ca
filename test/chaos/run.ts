/** One chaos run: a house of its own, clients and accidents for a while, then everything made whole and looked at. */
import { type House, startHouse } from '../e2e/support/house.ts';
import { QUIET, importTiny } from '../e2e/support/tiny.ts';
import { runAccidents } from './accidents.ts';
import { type Ledger, newLedger, runClients } from './clients.ts';
import type { World } from './commands/asked.ts';
import { type Ground, makeGround } from './ground.ts';
import { startReader } from './reader.ts';
import { allOf } from './shown.ts';
import { settled } from './settled.ts';
import type { Ears } from './told.ts';
import { startWitness } from './witness.ts';

export interface ChaosOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly driver: 'sim' | 'qemu';
  /** Names that vms bear. */
  readonly vms: number;
  readonly clients: number;
  /** So many times as long as usual between accidents: more is done in between. */
  readonly calm: number;
  /** A folder on a disk that may be filled; null where there is none. */
  readonly disk: string | null;
  readonly say: (line: string) => void;
}

export interface ChaosReport {
  readonly findings: readonly string[];
  readonly acknowledged: number;
  /** Answers by status; 0: none came. */
  readonly statuses: Readonly<Record<string, number>>;
  /** What became of operations, by type and status. */
  readonly operations: Readonly<Record<string, number>>;
  /** Events that the reader of the stream was told, and how often it had to come back for them. */
  readonly told: number;
  readonly returns: number;
  /** Tries to deliver to webhooks. */
  readonly delivered: number;
}

const HOSTS = ['h1', 'h2'];

const NETWORKS = ['user', 'default', 'n-0', 'n-1'];

const worldOf = async (house: House, { namespace, receiver }: Ground, options: ChaosOptions): Promise<World> => {
  const { driver, vms } = options;
  const common = { vms, hosts: HOSTS, networks: NETWORKS, receiver: receiver.url };
  if (driver === 'sim') return { ...common, vm: { memory: '128MiB' } };
  const cmdline = await importTiny(house.api);
  return {
    ...common,
    hosts: ['h1'],
    networks: namespace === null ? ['user'] : NETWORKS,
    vm: { memory: '128MiB', image: 'tiny', boot: { cmdline: `${cmdline} ${QUIET}` } },
  };
};

/** What simulated hosts meet; real ones meet enough. */
const SIMULATED = {
  CHRONO_SIM_LATENCY: 'launch=0..300 create-volume=0..200 copy-volume=0..400 grow-volume=0..200',
  CHRONO_SIM_FAILURES: 'launch=0.03 create-volume=0.03 copy-volume=0.05 grow-volume=0.05',
};

const houseOn = ({ folder, clocks, namespace }: Ground, { driver, disk, seed }: ChaosOptions): Promise<House> =>
  startHouse({
    hosts: HOSTS,
    ...(namespace !== null && { namespace }),
    within: disk ?? folder,
    natsWithin: folder,
    env: {
      CHRONO_HOST_DRIVER: driver,
      ...(driver === 'sim' && { ...SIMULATED, CHRONO_SIM_SEED: String(seed) }),
      CHRONO_WEBHOOK_ALLOW_PRIVATE: '127.0.0.0/8',
      CHAOS_CLOCKS: clocks,
      NODE_OPTIONS: `--import=${new URL('moving-clock.mjs', import.meta.url).href}`,
    },
  });

const hear = async (house: House, { receiver }: Ground): Promise<Ears> => {
  await house.api.succeed('POST', '/webhooks', { name: 'all', url: `${receiver.url}/all` });
  const { body } = await house.api.get('/webhooks/all');
  const reader = startReader({ url: () => house.api.url, token: house.api.token });
  return { reader, receiver, webhookId: String(body['id']) };
};

/** So that most of what is asked for at first is there. */
const furnish = async ({ api }: House, networks: readonly string[]): Promise<void> => {
  for (const name of networks.filter((one) => one.startsWith('n-'))) await api.succeed('POST', '/networks', { name });
  for (const name of ['p-0', 'p-1', 'p-2']) await api.succeed('POST', '/projects', { name });
  for (const name of ['g-0', 'g-1', 'g-2']) await api.succeed('POST', '/groups', { name });
};

const befall = async (house: House, ground: Ground, options: ChaosOptions): Promise<Ledger> => {
  const { seed, clients, driver, say, disk, calm } = options;
  const { namespace, clocks } = ground;
  const world = await worldOf(house, ground, options);
  await furnish(house, world.networks);
  const ledger = newLedger();
  const until = performance.now() + options.seconds * 1_000;
  const line = { url: () => house.api.url, token: house.api.token, now: ground.controlNow };
  await Promise.all([
    runClients({ seed, clients, until, world, line, ledger }),
    runAccidents(house, { namespace, clocks, disk, hosts: HOSTS, seed, until, calm, hasQemu: driver === 'qemu', say }),
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

const outcomes = async ({ api }: House): Promise<Readonly<Record<string, number>>> => {
  const all = Map.groupBy(await allOf(api, 'operations'), ({ type, status }) => `${type} ${status}`);
  return Object.fromEntries(
    [...all].map(([name, { length }]) => [name, length] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
};

const reportOn = async (house: House, ground: Ground, options: ChaosOptions): Promise<ChaosReport> => {
  const { driver, say } = options;
  const ears = await hear(house, ground);
  const witness = startWitness(house.dataDir);
  try {
    const ledger = await befall(house, ground, options);
    const ended = [...(await controlRevived(house)), ...(await revived(house))];
    const findings = await settled({ house, ledger, ground, ears, say, hasQemu: driver === 'qemu' });
    return {
      findings: [...ended, ...witness.findings, ...findings],
      acknowledged: ledger.promised.size,
      statuses: Object.fromEntries([...ledger.statuses].toSorted(([a], [b]) => a - b)),
      operations: await outcomes(house),
      told: ears.reader.told.length,
      returns: ears.reader.returns,
      delivered: ground.receiver.received.length,
    };
  } finally {
    await ears.reader.close();
    await witness.close();
  }
};

export const runChaos = async (options: ChaosOptions): Promise<ChaosReport> => {
  const ground = await makeGround(options.seed, options.disk);
  try {
    const house = await houseOn(ground, options);
    return await reportOn(house, ground, options).finally(() => house.close());
  } finally {
    await ground.remove();
  }
};
