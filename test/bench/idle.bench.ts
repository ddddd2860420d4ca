/** What the three processes take while twenty guests run and nobody asks for anything. */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@chronovisor/testing';
import { type House, startHouse } from '../e2e/support/house.ts';
import { importTiny, tinyVm } from '../e2e/support/tiny.ts';
import type { Row } from './result.ts';

const VMS = 20;
const SETTLE_MS = 15_000;
const WATCH_MS = 20_000;
const TICKS_PER_SECOND = 100;
const MIB = 2 ** 20;

const rss = async (pid: number): Promise<number> =>
  Number((await readFile(`/proc/${pid}/status`, 'utf8')).match(/VmRSS:\s+(\d+)/)?.[1]) * 1024;

const cpuTicks = async (pid: number): Promise<number> => {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
};

const pids = (house: House): readonly number[] => [
  house.control.pid,
  house.nats.pid,
  ...[...house.hosts.values()].map(({ pid }) => pid),
];
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** What the new host process says it took. */
const adoptionMs = async (house: House): Promise<number> => {
  await house.hosts.get('h1')?.kill('SIGKILL');
  const host = await house.startHost('h1');
  return eventually(
    async () => {
      const said = (await host.log()).match(/"running":\d+,"tookMs":(\d+)/);
      return said === null ? null : Number(said[1]);
    },
    { withinMs: 30_000 },
  );
};

export const benchIdle = async (): Promise<readonly Row[]> => {
  const house = await startHouse();
  try {
    await importTiny(house.api);
    for (let index = 0; index < VMS; index += 1)
      await house.api.succeed('POST', '/vms', tinyVm(`idle-${index}`, { memory: '96MiB' }));
    await house.api.serialHas(`idle-${VMS - 1}`, 'tiny is ready', 300_000);
    await sleep(SETTLE_MS);
    const adopted = await adoptionMs(house);
    await sleep(SETTLE_MS);
    const all = pids(house);
    const before = sum(await Promise.all(all.map(cpuTicks)));
    await sleep(WATCH_MS);
    const used = (sum(await Promise.all(all.map(cpuTicks))) - before) / TICKS_PER_SECOND / (WATCH_MS / 1_000);
    const each = await Promise.all(all.map(rss));
    return [
      {
        name: `adoption of ${VMS} running vms by a new host process`,
        figure: adopted,
        unit: 'ms',
        reach: '<=',
        target: 2_000,
        detail: {},
      },
      {
        name: `idle with ${VMS} vms: RSS of control + host + NATS`,
        figure: sum(each) / MIB,
        unit: 'MiB',
        reach: '<=',
        target: 400,
        detail: { each: each.map((bytes) => Math.round(bytes / MIB)) },
      },
      {
        name: `idle with ${VMS} vms: CPU of control + host + NATS`,
        figure: used * 100,
        unit: '% a core',
        reach: '<=',
        target: 2,
        detail: { seconds: WATCH_MS / 1_000 },
      },
    ];
  } finally {
    await house.close();
  }
};
