/** Two hundred subscribers hear five hundred events a second: from the commit on disk to the last byte at each of them, beside a bare server that does nothing else. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Bus, openNatsBus } from '@chronovisor/bus';
import type { CommandEnvelope } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { createLogger } from '@chronovisor/telemetry';
import { startHouse } from '../e2e/support/house.ts';
import type { Row } from './result.ts';

const READERS = 200;
const PER_SECOND = 500;
const SECONDS = 10;
const EVENTS = PER_SECOND * SECONDS;
const TICK_MS = 10;
const IN_A_TICK = (PER_SECOND * TICK_MS) / 1_000;
const VMS = 50;

interface Times {
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
  readonly perSecond: number;
}

const quantileOf = (counts: readonly number[], share: number): number => {
  let left = counts.reduce((sum, count) => sum + count, 0) * share;
  return counts.findIndex((count) => (left -= count) <= 0);
};

const answerOf = async <T>(child: ChildProcess): Promise<T> => {
  const [message] = (await once(child, 'message')) as [T & { readonly failed?: string }];
  if (message.failed !== undefined) throw new Error(message.failed);
  return message;
};

/** Has the readers hear what `say`, called at an even pace, brings about. */
const listenTo = async (
  url: string,
  headers: Readonly<Record<string, string>>,
  say: (count: number) => Promise<unknown>,
): Promise<Times> => {
  const child = fork(join(import.meta.dirname, 'sse-readers.ts'));
  try {
    child.send({ url, headers, readers: READERS, events: EVENTS });
    await answerOf(child);
    const heard = answerOf<{ readonly counts: readonly number[] }>(child);
    const begun = performance.now();
    const said: Promise<unknown>[] = [];
    for (let count = 0; count < EVENTS; count += IN_A_TICK) {
      await sleep(Math.max(0, begun + (count / PER_SECOND) * 1_000 - performance.now()));
      said.push(say(IN_A_TICK));
    }
    await Promise.all(said);
    const perSecond = EVENTS / ((performance.now() - begun) / 1_000);
    const { counts } = await heard;
    return { p50: quantileOf(counts, 0.5), p99: quantileOf(counts, 0.99), longest: counts.length - 1, perSecond };
  } finally {
    child.kill();
  }
};

/** A command that is decided, and recorded as one event, at once. */
const label = async (bus: Bus, vmId: string, value: number): Promise<void> => {
  const commandId = newId();
  const meta = { commandId, operationId: commandId, correlationId: 'bench', at: new Date().toISOString() };
  const reply = await bus.command(
    {
      type: 'compute.UpdateVm',
      version: 1,
      data: { vmId, changes: { labels: { bench: String(value) } } },
      meta: { ...meta, actor: { kind: 'user', id: 'bench' } } as unknown as CommandEnvelope['meta'],
    },
    { timeoutMs: 30_000 },
  );
  if (reply.kind !== 'accepted') throw new Error(`${reply.code}: ${reply.message}`);
};

const ours = async (): Promise<Times> => {
  const house = await startHouse({ env: { CHRONO_HOST_DRIVER: 'sim' } });
  const bus = await openNatsBus({ url: house.nats.url, name: 'bench', log: createLogger('bench', 'silent') });
  try {
    const names = Array.from({ length: VMS }, (_, index) => `bench-${index}`);
    await Promise.all(names.map((name) => house.api.succeed('POST', '/vms', { name, memory: '4MiB' })));
    const ids = (await house.api.list('/vms')).map(({ id }) => String(id));
    let count = 0;
    const say = (times: number): Promise<unknown> =>
      Promise.all(
        Array.from({ length: times }, () => {
          count += 1;
          return label(bus, ids[count % VMS] as string, count);
        }),
      );
    const headers = { authorization: `Bearer ${house.api.token}`, accept: 'text/event-stream' };
    return await listenTo(`${house.api.url}/api/v1/events?types=vm.updated`, headers, say);
  } finally {
    await bus.close();
    await house.close();
  }
};

/** Messages of the same length from a server that has neither log nor view nor filter, and writes each buffer as it is. */
const bare = async (): Promise<Times> => {
  const open = new Set<ServerResponse>();
  const server: Server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    open.add(response);
    response.on('close', () => open.delete(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const rest = `","text":"${'x'.repeat(620)}"}\n\n`;
  try {
    return await listenTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {}, async (count) => {
      const message = `id: 1\nevent: vm.updated\ndata: {"time":"${new Date().toISOString()}${rest}`;
      const bytes = Buffer.from(message.repeat(count));
      for (const response of open) response.write(bytes);
    });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
};

export const benchSse = async (): Promise<readonly Row[]> => {
  const limit = await bare();
  const mine = await ours();
  const detail = { readers: READERS, events: EVENTS, ours: mine, bare: limit };
  const what = `SSE, ${READERS} subscribers, ${PER_SECOND} events/s`;
  return [
    { name: `${what}: p99 from commit to receipt`, figure: mine.p99, unit: 'ms', reach: '<=', target: 150, detail },
    {
      name: `${what}: p99 ÷ that of a bare node:http fan-out`,
      figure: mine.p99 / limit.p99,
      unit: '×',
      reach: '<=',
      target: 3,
      detail,
    },
  ];
};
