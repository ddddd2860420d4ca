/** The bus against a real nats-server: answers, silence, garbage, a server that dies and comes back. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { CommandEnvelope, Reply } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { createLogger } from '@chronovisor/telemetry';
import { connect } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Bus, openNatsBus } from './index.ts';

const log = createLogger('test', 'silent');
let port: number;
let folder: string;
let server: ChildProcess;
const buses: Bus[] = [];

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port: free } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return free;
};
const startServer = (): ChildProcess =>
  spawn('nats-server', ['-a', '127.0.0.1', '-p', String(port)], { cwd: folder, stdio: 'ignore' });
const stopServer = async (): Promise<void> => {
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
};
const open = async (): Promise<Bus> => {
  const bus = await openNatsBus({ url: `nats://127.0.0.1:${port}`, name: 'test', log });
  buses.push(bus);
  return bus;
};
const startVm = (): CommandEnvelope => {
  const commandId = newId() as CommandEnvelope['meta']['commandId'];
  return {
    type: 'compute.StartVm',
    version: 1,
    data: { vmId: newId() },
    meta: {
      commandId,
      operationId: commandId as never,
      correlationId: 'c',
      actor: { kind: 'user', id: 'admin' },
      at: '2026-01-01T00:00:00.000Z',
    },
  };
};
/** The server knows the subscriptions of a connection when it has answered a later message of it. */
const isHeard = async (bus: Bus): Promise<void> => {
  expect(await bus.command({ ...startVm(), type: 'nobody.Answers' })).toMatchObject({ code: 'bus.no-responders' });
};
const accepted: Reply = {
  kind: 'accepted',
  position: 7,
  revision: 0,
  duplicate: false,
  awaits: null,
  operationId: null,
};

beforeAll(async () => {
  port = await freePort();
  folder = await mkdtemp(join(tmpdir(), 'chrono-bus-'));
  server = startServer();
});
afterEach(async () => {
  await Promise.all(buses.splice(0).map((bus) => bus.close()));
});
afterAll(async () => {
  await stopServer();
  await rm(folder, { recursive: true });
});

it('carries a command to its service and the answer back', async () => {
  const bus = await open();
  const seen: CommandEnvelope[] = [];
  bus.serveCommands('compute', async (command) => {
    seen.push(command);
    return accepted;
  });
  const command = startVm();
  expect(await bus.command(command)).toEqual(accepted);
  expect(seen).toEqual([command]);
});

it('carries the trace where tools on the bus look for it', async () => {
  const bus = await open();
  bus.serveCommands('compute', async () => accepted);
  const listener = await connect({ servers: `127.0.0.1:${port}` });
  const heard = new Promise<string | undefined>((resolve) => {
    listener.subscribe('cmd.compute.StartVm', {
      callback: (_error, message) => resolve(message.headers?.get('traceparent')),
    });
  });
  await listener.flush();
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  const command = startVm();
  await bus.command({ ...command, meta: { ...command.meta, traceparent } });
  expect(await heard).toBe(traceparent);
  await listener.close();
});

it('gives each command to one process of a service only', async () => {
  const counts = [0, 0];
  for (const index of [0, 1]) {
    const bus = await open();
    bus.serveCommands('compute', async () => {
      counts[index] = (counts[index] ?? 0) + 1;
      return accepted;
    });
    await isHeard(bus);
  }
  const asking = await open();
  await Promise.all(Array.from({ length: 40 }, () => asking.command(startVm())));
  expect((counts[0] ?? 0) + (counts[1] ?? 0)).toBe(40);
});

it('says at once that nobody answers', async () => {
  const bus = await open();
  expect(await bus.command(startVm())).toMatchObject({ kind: 'fault', code: 'bus.no-responders', retry: 'later' });
});

it('says when the answer takes too long', async () => {
  const bus = await open();
  const late = Promise.withResolvers<Reply>();
  bus.serveCommands('compute', () => late.promise);
  expect(await bus.command(startVm(), { timeoutMs: 50 })).toMatchObject({ kind: 'fault', code: 'bus.timeout' });
  late.resolve(accepted);
});

it('takes a command to another process when the one that got it is silent', async () => {
  const bus = await open();
  const stopped = await connect({ servers: `127.0.0.1:${port}` });
  stopped.subscribe('cmd.compute.*', { queue: 'compute', callback: () => {} });
  await stopped.flush();
  const other = await open();
  other.serveCommands('compute', async () => accepted);
  await isHeard(other);
  const replies = await Promise.all(Array.from({ length: 50 }, () => bus.command(startVm(), { timeoutMs: 30_000 })));
  expect(replies).toEqual(replies.map(() => accepted));
  await stopped.close();
});

it('decides once what comes again while it is being decided, and answers both', async () => {
  const bus = await open();
  const decided: Promise<Reply>[] = [];
  const late = Promise.withResolvers<Reply>();
  bus.serveCommands('compute', () => {
    decided.push(late.promise);
    return late.promise;
  });
  const command = startVm();
  const others = { ...command, data: { vmId: newId() } };
  const replies = [bus.command(command), bus.command(command), bus.command(others)];
  await expect.poll(() => decided.length).toBe(2);
  await isHeard(bus);
  late.resolve(accepted);
  expect(await Promise.all(replies)).toEqual([accepted, accepted, accepted]);
  expect(decided).toHaveLength(2);
});

it('refuses garbage, strange envelopes, unknown types and wrong data, and lives on', async () => {
  const bus = await open();
  bus.serveCommands('compute', async () => accepted);
  await isHeard(bus);
  const raw = await connect({ servers: `127.0.0.1:${port}` });
  const answers = [];
  for (const payload of [
    '',
    '\u0000\uFFFE',
    '{"pattern":"x"}',
    JSON.stringify({ ...startVm(), type: 'compute.Nothing' }),
    JSON.stringify({ ...startVm(), data: { vmId: 'x' } }),
  ]) {
    answers.push((await raw.request('cmd.compute.StartVm', payload, { timeout: 2_000 })).json());
  }
  await raw.close();
  for (const answer of answers) expect(answer).toMatchObject({ kind: 'refusal', code: 'message.invalid' });
  expect(answers.at(-1)).toMatchObject({ errors: [{ pointer: '/vmId' }] });
  expect(await bus.command(startVm())).toEqual(accepted);
});

it('answers with a fault when a handler throws', async () => {
  const bus = await open();
  bus.serveCommands('compute', () => Promise.reject(new Error('boom')));
  expect(await bus.command(startVm())).toMatchObject({ kind: 'fault', code: 'internal.bug' });
});

it('finds back to a server that was killed and started again, and serves on', async () => {
  const bus = await open();
  bus.serveCommands('compute', async () => accepted);
  const statuses: string[] = [];
  bus.onStatus((status) => statuses.push(status));
  await stopServer();
  await expect.poll(() => bus.status).toBe('reconnecting');
  const meanwhile = await bus.command(startVm(), { timeoutMs: 100 });
  expect(meanwhile).toMatchObject({ kind: 'fault', code: 'bus.unavailable' });
  server = startServer();
  await expect.poll(() => bus.status, { timeout: 10_000 }).toBe('connected');
  expect(await bus.command(startVm())).toEqual(accepted);
  expect(statuses).toEqual(['connected', 'reconnecting', 'connected']);
});

it('finds back though the wall clock was set back by an hour meanwhile, and does not dial without a pause', async () => {
  const bus = await open();
  await stopServer();
  await expect.poll(() => bus.status).toBe('reconnecting');
  const dialled: string[] = [];
  const refusing = createServer((socket) => {
    dialled.push('once');
    socket.destroy();
  }).listen(port, '127.0.0.1');
  await once(refusing, 'listening');
  await expect.poll(() => dialled.length, { timeout: 5_000 }).toBeGreaterThan(2);
  const { now } = Date;
  Date.now = () => now() - 3_600_000;
  try {
    const before = dialled.length;
    await expect.poll(() => dialled.length, { timeout: 5_000 }).toBeGreaterThan(before + 2);
    expect(dialled.length).toBeLessThan(100);
    refusing.close();
    server = startServer();
    await expect.poll(() => bus.status, { timeout: 10_000 }).toBe('connected');
  } finally {
    Date.now = now;
  }
});

it('finishes what it handles before it closes', async () => {
  const bus = await open();
  const asking = await open();
  const gate = Promise.withResolvers<Reply>();
  const taken = Promise.withResolvers<void>();
  const service = bus.serveCommands('compute', () => {
    taken.resolve();
    return gate.promise;
  });
  await isHeard(bus);
  const answer = asking.command(startVm());
  await taken.promise;
  const closing = service.close();
  gate.resolve(accepted);
  await closing;
  expect(await answer).toEqual(accepted);
});
