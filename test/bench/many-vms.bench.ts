/** Ten thousand vms on a simulated host: lists against bare Fastify, commands against themselves with few vms. */
import fastify from 'fastify';
import { type House, startHouse } from '../e2e/support/house.ts';
import { requestsPerSecond } from './load.ts';
import { type Row, median, quantile } from './result.ts';

const FEW = 100;
const MANY = 10_000;
const AT_ONCE = 32;
const SAMPLES = 300;
const CONNECTIONS = 8;
const REQUESTS = 1_500;
const LIST_RUNS = 5;

const body = (index: number): Record<string, unknown> => ({
  name: `sim-${index}`,
  vcpus: 1,
  memory: '4MiB',
  host: 'h1',
});

const create = async (house: House, from: number, to: number): Promise<void> => {
  let next = from;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < to) {
        const index = next;
        next += 1;
        await house.api.succeed('POST', '/vms', body(index));
      }
    }),
  );
};

/** Milliseconds of each accepted command, one client, on vms spread over all there are. */
const commandTimes = async (house: House, vms: number, verb: 'start' | 'stop'): Promise<readonly number[]> => {
  const times: number[] = [];
  for (let sample = 0; sample < Math.min(SAMPLES, vms); sample += 1) {
    const index = Math.floor((sample * vms) / Math.min(SAMPLES, vms));
    const begun = performance.now();
    const answer = await house.api.post(`/vms/sim-${index}/${verb}`);
    times.push(performance.now() - begun);
    if (answer.status !== 202) throw new Error(`${verb}: ${answer.status} ${JSON.stringify(answer.body)}`);
    await house.api.waitFor(String(answer.body['id']));
  }
  return times;
};

const both = async (house: House, vms: number): Promise<readonly number[]> => [
  ...(await commandTimes(house, vms, 'start')),
  ...(await commandTimes(house, vms, 'stop')),
];

const listRatio = async (house: House): Promise<Row> => {
  const path = '/api/v1/vms?limit=100';
  const headers = { authorization: `Bearer ${house.api.token}` };
  const bytes = await (await house.api.raw('/vms?limit=100')).text();
  const bare = fastify();
  bare.get('/api/v1/vms', (_request, reply) => reply.header('content-type', 'application/json').send(bytes));
  const address = await bare.listen({ port: 0, host: '127.0.0.1' });
  const runs: { ours: number; bare: number }[] = [];
  for (let run = 0; run < LIST_RUNS; run += 1) {
    runs.push({
      ours: await requestsPerSecond({ url: house.api.url + path, headers }, CONNECTIONS, REQUESTS),
      bare: await requestsPerSecond({ url: address + path, headers }, CONNECTIONS, REQUESTS),
    });
  }
  await bare.close();
  const figure = median(runs.map((run) => run.ours / run.bare));
  return {
    name: `GET /vms?limit=100 with ${MANY} vms ÷ bare Fastify sending the same bytes`,
    figure,
    unit: '×',
    reach: '>=',
    target: 0.5,
    detail: { runs, bytes: bytes.length },
  };
};

/** The vm's stream grows by four events a round. */
const lengthen = async (house: House, events: number): Promise<void> => {
  for (let written = 0; written < events; written += 4) {
    await house.api.succeed('POST', '/vms/sim-0/pause');
    await house.api.succeed('POST', '/vms/sim-0/resume');
  }
};

const oneVmTimes = async (house: House): Promise<readonly number[]> => {
  const times: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const begun = performance.now();
    const answer = await house.api.post(`/vms/sim-0/${sample % 2 === 0 ? 'pause' : 'resume'}`);
    times.push(performance.now() - begun);
    await house.api.waitFor(String(answer.body['id']));
  }
  return times;
};

const streamRow = async (house: House): Promise<Row> => {
  await house.api.succeed('POST', '/vms/sim-0/start');
  const short = await oneVmTimes(house);
  await lengthen(house, 10_000);
  const long = await oneVmTimes(house);
  return {
    name: 'a command on a vm with 10,000 events ÷ with a few',
    figure: median(long) / median(short),
    unit: '×',
    reach: '<=',
    target: 1.2,
    detail: { short: median(short), long: median(long) },
  };
};

export const benchManyVms = async (): Promise<readonly Row[]> => {
  const house = await startHouse({ env: { CHRONO_HOST_DRIVER: 'sim' } });
  try {
    await create(house, 0, FEW);
    const few = await both(house, FEW);
    await create(house, FEW, MANY);
    const many = await both(house, MANY);
    const list = await listRatio(house);
    return [
      {
        name: 'command accepted (202), one client, p50',
        figure: median(few),
        unit: 'ms',
        reach: '<=',
        target: 5,
        detail: { samples: few.length },
      },
      {
        name: 'command accepted (202), one client, p99',
        figure: quantile(few, 0.99),
        unit: 'ms',
        reach: '<=',
        target: 25,
        detail: { samples: few.length },
      },
      list,
      {
        name: `a command with ${MANY} vms ÷ with ${FEW}`,
        figure: median(many) / median(few),
        unit: '×',
        reach: '<=',
        target: 1.2,
        detail: { few: median(few), many: median(many) },
      },
      await streamRow(house),
    ];
  } finally {
    await house.close();
  }
};
