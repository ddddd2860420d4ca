/** What befalls the processes of a chaos run: each has a lane of accidents that the seed determines, and is whole again at its end. */
import { type FileHandle, open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { House } from '../e2e/support/house.ts';
import type { Namespace } from '../e2e/support/namespace.ts';
import { processesOf } from '../e2e/support/vm-processes.ts';
import { type Random, randomOf } from './random.ts';

/** Happens, and is mended before the promise resolves. Gives the words for the log. */
type Accident = (house: House, random: Random) => Promise<string>;

interface Lane {
  readonly name: string;
  /** Longest time between two accidents. */
  readonly everyMs: number;
  readonly accidents: readonly Accident[];
}

const LONGEST_ABSENCE_MS = 2_500;
const LONGEST_PAUSE_MS = 6_000;
const STARTS = 5;

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

const paused = async (pid: number, random: Random): Promise<string> => {
  const ms = random.between(200, LONGEST_PAUSE_MS);
  signal(pid, 'SIGSTOP');
  await sleep(ms);
  signal(pid, 'SIGCONT');
  return `paused for ${ms} ms`;
};

/** As its supervisor would: what does not come up is started again. */
const startAgain = async (start: () => Promise<unknown>): Promise<void> => {
  for (let tried = 1; ; tried += 1) {
    try {
      await start();
      return;
    } catch (error) {
      if (tried === STARTS) throw error;
    }
  }
};

const away = async (random: Random): Promise<number> => {
  const ms = random.below(LONGEST_ABSENCE_MS);
  await sleep(ms);
  return ms;
};

const control: Lane = {
  name: 'control',
  everyMs: 8_000,
  accidents: [
    async (house, random) => {
      await house.control.kill('SIGKILL');
      const ms = await away(random);
      await startAgain(() => house.startControl());
      return `killed, back after ${ms} ms`;
    },
    async (house) => {
      await house.control.end();
      await startAgain(() => house.startControl());
      return 'ended and started again';
    },
    (house, random) => paused(house.control.pid, random),
  ],
};

const nats: Lane = {
  name: 'nats',
  everyMs: 10_000,
  accidents: [
    async (house, random) => {
      await house.nats.kill('SIGKILL');
      const ms = await away(random);
      await house.nats.start();
      return `killed, back after ${ms} ms`;
    },
    (house, random) => paused(house.nats.pid, random),
  ],
};

const pidOf = (house: House, name: string): number => {
  const host = house.hosts.get(name);
  if (host === undefined) throw new Error(`there is no host process ${name}`);
  return host.pid;
};

const hostLane = (name: string): Lane => ({
  name: `host ${name}`,
  everyMs: 8_000,
  accidents: [
    async (house, random) => {
      await house.hosts.get(name)?.kill('SIGKILL');
      const ms = await away(random);
      await startAgain(async () => {
        if (house.hosts.get(name)?.exited !== false) await house.startHost(name);
      });
      return `killed, back after ${ms} ms`;
    },
    async (house) => {
      await house.hosts.get(name)?.end();
      await startAgain(async () => {
        if (house.hosts.get(name)?.exited !== false) await house.startHost(name);
      });
      return 'ended and started again';
    },
    (house, random) => paused(pidOf(house, name), random),
  ],
});

const someQemu = async (house: House, random: Random): Promise<number | null> => {
  const pids = await processesOf(house.dataDir, '-uuid');
  return pids.length === 0 ? null : random.pick(pids);
};

/** QEMU, or the process above it. */
const guests: Lane = {
  name: 'guests',
  everyMs: 3_000,
  accidents: [
    async (house, random) => {
      const pid = await someQemu(house, random);
      if (pid !== null) signal(pid, 'SIGKILL');
      return `killed ${pid}`;
    },
    async (house, random) => {
      const pid = await someQemu(house, random);
      return pid === null ? 'none to pause' : `${pid} ${await paused(pid, random)}`;
    },
  ],
};

/** What serves addresses on a network dies; its host has to notice. */
const servers: Lane = {
  name: 'dnsmasq',
  everyMs: 15_000,
  accidents: [
    async (house, random) => {
      const pids = await processesOf(house.dataDir, 'dnsmasq');
      if (pids.length === 0) return 'none to kill';
      const pid = random.pick(pids);
      signal(pid, 'SIGKILL');
      return `killed ${pid}`;
    },
  ],
};

/** Everything that hosts say and hear stops, as when a cable is pulled. */
const network = ({ inside, outside }: Namespace): Lane => ({
  name: 'network',
  everyMs: 12_000,
  accidents: [
    async (_house, random) => {
      await inside('ip', 'link', 'set', 'up0', 'down');
      const ms = random.between(200, LONGEST_PAUSE_MS);
      await sleep(ms);
      await inside('ip', 'link', 'set', 'up0', 'up');
      await inside('ip', 'route', 'replace', 'default', 'via', outside);
      return `cut for ${ms} ms`;
    },
  ],
});

const HOUR_MS = 3_600_000;

/** The wall clock of one process, an hour forward or back at most. It stays so until the next time. */
const clock = (folder: string, hosts: readonly string[]): Lane => ({
  name: 'clock',
  everyMs: 6_000,
  accidents: [
    async (_house, random) => {
      const whose = random.pick(['control', ...hosts]);
      const ms = random.between(-HOUR_MS, HOUR_MS);
      await writeFile(join(folder, `${whose}.new`), String(ms));
      await rename(join(folder, `${whose}.new`), join(folder, whose));
      return `that of ${whose} is off by ${Math.round(ms / 1_000)} s`;
    },
  ],
});

const PIECE = Buffer.alloc(2 ** 20);

/** Writes until there is no room for another byte. */
const fill = async (path: string): Promise<void> => {
  const file = await open(path, 'a');
  try {
    for (let piece = PIECE; ; piece = PIECE.subarray(0, Math.trunc(piece.length / 2))) {
      while (piece.length > 0 && (await fits(file, piece)));
      if (piece.length === 0) return;
    }
  } finally {
    await file.close();
  }
};

const fits = (file: FileHandle, piece: Buffer): Promise<boolean> =>
  file.appendFile(piece).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOSPC') return false;
      throw error;
    },
  );

/** Everything is on it: the store, the volumes, the logs. */
const disk = (folder: string): Lane => ({
  name: 'disk',
  everyMs: 12_000,
  accidents: [
    async (_house, random) => {
      const path = join(folder, 'filler');
      await fill(path);
      const ms = random.between(200, LONGEST_PAUSE_MS);
      await sleep(ms);
      await rm(path);
      return `full for ${ms} ms`;
    },
  ],
});

export interface AccidentsOptions {
  readonly seed: number;
  /** Where hosts run that can be cut off. */
  readonly namespace: Namespace | null;
  /** What the house is on, where that can be filled. */
  readonly disk: string | null;
  /** Where the offsets of clocks are kept. */
  readonly clocks: string;
  readonly until: number;
  /** So many times as long as usual between accidents. */
  readonly calm: number;
  readonly hosts: readonly string[];
  readonly hasQemu: boolean;
  readonly say: (line: string) => void;
}

const run = async (house: House, lane: Lane, { seed, until, calm, say }: AccidentsOptions): Promise<void> => {
  const random = randomOf(seed, lane.name);
  for (;;) {
    await sleep(calm * random.between(500, lane.everyMs));
    if (performance.now() >= until) return;
    say(`${lane.name}: ${await random.pick(lane.accidents)(house, random)}`);
  }
};

export const runAccidents = async (house: House, options: AccidentsOptions): Promise<void> => {
  const { hosts, hasQemu, namespace, clocks } = options;
  const lanes = [
    ...[control, nats, clock(clocks, hosts), ...hosts.map(hostLane)],
    ...(hasQemu ? [guests, servers] : []),
    ...(namespace === null ? [] : [network(namespace)]),
    ...(options.disk === null ? [] : [disk(options.disk)]),
  ];
  await Promise.all(lanes.map((lane) => run(house, lane, options)));
};
