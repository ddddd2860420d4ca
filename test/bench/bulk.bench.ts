/** One order to many: a thousand simulated vms while others read the list, and fifty real guests against the same QEMUs by hand. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { benchAppend } from '../../libs/event-store/bench/append.bench.ts';
import { type House, startHouse } from '../e2e/support/house.ts';
import { importTiny, tinyVm } from '../e2e/support/tiny.ts';
import { type Row, median, quantile } from './result.ts';

const SIMULATED = 1_000;
const AT_ONCE = 64;
const ROUNDS = 3;

const create = async (house: House, count: number): Promise<void> => {
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await house.api.succeed('POST', '/vms', { name: `sim-${next}`, memory: '4MiB', labels: { set: 'sim' } });
    }
  };
  await Promise.all(Array.from({ length: 32 }, one));
};

/** Seconds from the request to its end. */
const seconds = async (house: House, body: object): Promise<number> => {
  const begun = performance.now();
  await house.api.succeed('POST', '/vms/bulk', body);
  return (performance.now() - begun) / 1_000;
};

/** How long each list took, one after the other, until told to stop. */
const readLists = (house: House): (() => Promise<readonly number[]>) => {
  const times: number[] = [];
  const over = new AbortController();
  const reading = (async () => {
    while (!over.signal.aborted) {
      const begun = performance.now();
      await (await house.api.raw('/vms?limit=100')).arrayBuffer();
      times.push(performance.now() - begun);
    }
  })();
  return async () => {
    over.abort();
    await reading;
    return times;
  };
};

const order = { selector: 'set=sim', concurrency: AT_ONCE };

/** Two commits of its vm for each: what it wants and what came of it. */
const COMMITS = 2;

const simulated = async (): Promise<readonly Row[]> => {
  const house = await startHouse({ env: { CHRONO_HOST_DRIVER: 'sim' } });
  try {
    await create(house, SIMULATED);
    const rates: number[] = [];
    const lists: (readonly number[])[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const stop = readLists(house);
      rates.push(SIMULATED / (await seconds(house, { ...order, action: 'start' })));
      lists.push(await stop());
      await seconds(house, { ...order, action: 'stop' });
    }
    const { bare } = await benchAppend();
    return [
      {
        name: `bulk start of ${SIMULATED} simulated vms`,
        figure: median(rates),
        unit: 'vms/s',
        reach: '>=',
        target: 300,
        detail: { rates, bareAppends: bare, shareOfBare: (median(rates) * COMMITS) / bare },
      },
      {
        name: 'longest GET /vms meanwhile',
        figure: median(lists.map((times) => Math.max(...times))),
        unit: 'ms',
        reach: '<=',
        target: 100,
        detail: {
          longest: lists.map((times) => Math.max(...times)),
          p50: median(lists.flat()),
          p99: quantile(lists.flat(), 0.99),
        },
      },
    ];
  } finally {
    await house.close();
  }
};

const GUESTS = 50;
const REAL_AT_ONCE = 10;
const REAL_ROUNDS = 3;
/** The kernel speaks as soon as it runs: fifty boots to the end would measure the guests and not their start. */
const EARLY = 'console=ttyS0 earlyprintk=serial,ttyS0 panic=-1 no_timer_check';
const LOOK_EVERY_MS = 5;

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );

const SPEAK_WITHIN_MS = 300_000;

/** Until each file has grown. */
const allSpeak = async (logs: readonly string[], before: readonly number[]): Promise<void> => {
  const late = performance.now() + SPEAK_WITHIN_MS;
  for (const [index, log] of logs.entries()) {
    while ((await sizeOf(log)) <= (before[index] ?? 0)) {
      if (performance.now() > late) throw new Error(`${log} did not grow`);
      await sleep(LOOK_EVERY_MS);
    }
  }
};

interface Guest {
  readonly argv: readonly string[];
  /** Where the host runs it. */
  readonly directory: string;
}

const guestsOf = async (house: House): Promise<readonly Guest[]> => {
  const vms = await house.api.list('/vms?limit=100');
  return Promise.all(
    vms.map(async ({ id, process }) => {
      const cmdline = await readFile(`/proc/${(process as { pid: number }).pid}/cmdline`, 'utf8');
      const directory = join(house.dataDir, 'hosts/h1/vms', String(id));
      return { argv: cmdline.split('\0').slice(0, -1), directory };
    }),
  );
};

/** Seconds until all guests speak, and everything ended again. */
const byBulk = async (house: House, guests: readonly Guest[]): Promise<number> => {
  const logs = guests.map(({ directory }) => join(directory, 'serial.log'));
  const before = await Promise.all(logs.map(sizeOf));
  const begun = performance.now();
  const started = house.api.succeed('POST', '/vms/bulk', {
    ...{ action: 'start', selector: 'set=real', concurrency: REAL_AT_ONCE },
  });
  await Promise.all([started, allSpeak(logs, before)]);
  const took = performance.now() - begun;
  await house.api.succeed('POST', '/vms/bulk', { action: 'stop', selector: 'set=real' });
  return took / 1_000;
};

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** The same command lines, so many at a time, each taken for started when QEMU says that it is up. */
const byXargs = async (guests: readonly Guest[]): Promise<number> => {
  const scratch = await mkdtemp(join(tmpdir(), 'cb-'));
  const places = guests.map((_, index) => join(scratch, String(index)));
  for (const [index, { argv }] of guests.entries()) {
    const place = places[index] as string;
    await mkdir(place);
    const qemu = argv.map(quoted).join(' ');
    // Its sandbox forbids -daemonize to fork; the first word of its monitor says as well that it is up.
    const line = `cd ${quoted(place)} && { ${qemu} -monitor stdio </dev/null 2>/dev/null & } | head -n 1 >/dev/null\n`;
    await writeFile(join(place, 'start'), line);
  }
  const begun = performance.now();
  const xargs = spawn('xargs', ['-P', String(REAL_AT_ONCE), '-n', '1', 'sh'], { stdio: ['pipe', 'ignore', 'inherit'] });
  xargs.stdin.end(places.map((place) => `${place}/start\n`).join(''));
  const [[code]] = await Promise.all([
    once(xargs, 'exit'),
    allSpeak(
      places.map((place) => join(place, 'serial.log')),
      [],
    ),
  ]);
  const took = performance.now() - begun;
  for (const place of places) process.kill(Number(await readFile(join(place, 'pid'), 'utf8')), 'SIGKILL');
  await rm(scratch, { recursive: true, force: true });
  if (code !== 0) throw new Error(`xargs ended with ${code}`);
  return took / 1_000;
};

const real = async (): Promise<Row> => {
  const house = await startHouse();
  try {
    await importTiny(house.api);
    for (let index = 0; index < GUESTS; index += 1)
      await house.api.succeed(
        'POST',
        '/vms',
        tinyVm(`real-${index}`, { start: false, labels: { set: 'real' }, boot: { cmdline: EARLY } }),
      );
    const all = { selector: 'set=real', concurrency: REAL_AT_ONCE };
    await house.api.succeed('POST', '/vms/bulk', { ...all, action: 'start' });
    const guests = await guestsOf(house);
    await house.api.succeed('POST', '/vms/bulk', { ...all, action: 'stop' });
    const ours: number[] = [];
    const bare: number[] = [];
    for (let round = 0; round < REAL_ROUNDS; round += 1) {
      bare.push(await byXargs(guests));
      ours.push(await byBulk(house, guests));
    }
    return {
      name: `bulk start of ${GUESTS} real guests ÷ xargs -P ${REAL_AT_ONCE} of bare QEMU`,
      figure: median(ours) / median(bare),
      unit: '×',
      reach: '<=',
      target: 1.15,
      detail: { ours, bare },
    };
  } finally {
    await house.close();
  }
};

export const benchBulk = async (): Promise<readonly Row[]> => [...(await simulated()), await real()];
