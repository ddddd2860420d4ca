import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Bus,
  type HostPart,
  createHeartbeatParts,
  createReporter,
  hostClock,
  openNatsBus,
} from '@chronovisor/bus';
import type { Accepted, CommandEnvelope, NetworkId, Nic, NicId } from '@chronovisor/contracts';
import { type EventStore, type RecordedEvent, createExecutor, openMemoryStore } from '@chronovisor/event-store';
import { newId } from '@chronovisor/kernel/ids';
import { BusTransport, PassErrors, PlatformModule, createTail, parseControlSettings } from '@chronovisor/nest';
import { createLogger, createMetrics, createTracing } from '@chronovisor/telemetry';
import { type TemporaryNats, eventually, temporaryNats } from '@chronovisor/testing';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type MicroserviceOptions } from '@nestjs/microservices';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startNetworkHost } from '../src/network.host.ts';
import { NetworkModule } from '../src/network.module.ts';
import { type Namespace, guestOn, isRoot, namespace } from './namespace.ts';
import * as say from './samples.ts';

const { hostA, vmId } = say;
const log = createLogger('test', 'silent');

const closers: (() => Promise<unknown>)[] = [];
let nats: TemporaryNats;
let store: EventStore;
let bus: Bus;

const startControl = async (): Promise<void> => {
  const tail = createTail(store, (error) => {
    throw error;
  });
  const settings = parseControlSettings({ CHRONO_DATA_DIR: '/', CHRONO_NATS_URL: nats.url });
  if (!('dataDir' in settings)) throw new Error(settings.join('\n'));
  const metrics = createMetrics({ process: 'test', defaults: false });
  const executor = createExecutor(store);
  const platform = { store, executor, bus, tail, log, metrics, tracing: createTracing('test', undefined), settings };

  @Module({ imports: [PlatformModule.with(platform), NetworkModule] })
  class Control {}

  const strategy = new BusTransport(bus);
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(Control, { strategy, logger: false });
  app.useGlobalFilters(new PassErrors());
  await app.init();
  await tail.start();
  await app.listen();
  closers.push(
    () => tail.close(),
    () => app.close(),
  );
};

const send = (command: object) => bus.command(command as CommandEnvelope);
const accepted = async (command: object): Promise<Accepted> => {
  const reply = await send(command);
  if (reply.kind !== 'accepted') throw new Error(JSON.stringify(reply));
  return reply;
};
const all = async (): Promise<RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for await (const event of store.readAll()) events.push(event);
  return events;
};
const seen = (type: string) =>
  eventually(async () => (await all()).find((event) => event.type === type), { withinMs: 15_000 });

beforeEach(async () => {
  nats = await temporaryNats();
  closers.push(() => nats.stop());
  store = openMemoryStore();
  closers.push(() => store.close());
  bus = await openNatsBus({ url: nats.url, name: 'control', log });
  closers.push(() => bus.close());
  await startControl();
});
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

it('begins with the networks user and default, and answers over NATS', async () => {
  const created = (await all()).filter(({ type }) => type === 'network.NetworkCreated');
  expect(created.map(({ data }) => data)).toMatchObject([
    { name: 'user', networkKind: 'user' },
    { name: 'default', networkKind: 'nat' },
  ]);
  expect(await send(say.createNetwork({ name: 'default' }))).toMatchObject({
    kind: 'refusal',
    code: 'network.name-taken',
  });
});

describe.runIf(isRoot)('with a host', () => {
  let own: Namespace;
  let hostBus: Bus;

  const startHost = async (dataDir: string, runDir: string): Promise<HostPart> => {
    const reporter = createReporter({ hostId: hostA, bus: hostBus, clock: hostClock, log });
    const platform = {
      hostId: hostA,
      hostName: 'a',
      sessionId: newId(),
      dataDir,
      bus: hostBus,
      log,
      clock: hostClock,
      report: reporter.report,
      heartbeatParts: createHeartbeatParts(),
    };
    const part = await startNetworkHost(platform, { through: own.through, runDir });
    closers.push(
      () => part.close(),
      async () => reporter.close(),
    );
    return part;
  };
  const joinHost = async (): Promise<void> => {
    const facts = { hostId: hostA, name: 'a', capabilities: { networks: ['user', 'nat'] } };
    const events = [{ type: 'compute.HostJoined', version: 1, data: { facts }, meta: {} }];
    await store.append({ id: newId(), writes: [{ stream: `host-${hostA}`, expected: 'any', events }] });
  };

  beforeEach(async () => {
    own = await namespace();
    closers.push(() => own.remove());
    const [dataDir, runDir] = (await Promise.all(
      ['data', 'run'].map((name) => mkdtemp(join(tmpdir(), `chrono-${name}-`))),
    )) as [string, string];
    await chmod(runDir, 0o755);
    closers.push(
      () => rm(dataDir, { recursive: true }),
      () => rm(runDir, { recursive: true }),
    );
    closers.push(async () => {
      for (const pid of await own.pids()) process.kill(pid, 'SIGKILL');
    });
    hostBus = await openNatsBus({ url: nats.url, name: 'host', log });
    closers.push(() => hostBus.close());
    await startHost(dataDir, runDir);
    await joinHost();
  });

  it("a vm's nic comes up on the default network, and everything goes when the network goes", async () => {
    const networks = (await all()).map(({ data }) => data as { name?: string; networkId: NetworkId });
    const { networkId } = networks.find(({ name }) => name === 'default') ?? { networkId: say.networkId };
    const on = <T extends { data: object }>(command: T): T => ({ ...command, data: { ...command.data, networkId } });

    await eventually(async () => (await send(on(say.activateNetwork(hostA)))).kind === 'accepted');
    const { activation } = (await seen('network.NetworkActivated')).data as { activation: typeof say.activation };
    const nicId = newId() as NicId;
    const nic = (await accepted(on(say.createNic({ nicId })))).result as unknown as Nic;
    const { commandId, operationId, correlationId } = say.metaOf();
    const data = {
      vmId,
      networks: [{ networkId, activation: null }],
      nics: [{ nicId, networkId, mac: nic.mac, address: nic.address, hostname: 'web-1' }],
    };
    const plug = await bus.host(hostA, {
      type: 'network.PlugNics',
      version: 1,
      data,
      meta: { commandId, operationId, correlationId },
    });
    expect(plug).toMatchObject({
      kind: 'result',
      result: [{ nicId, tap: expect.stringMatching(/^cht[0-9a-f]{12}$/) }],
    });

    const guest = await guestOn(own, activation.bridge);
    closers.push(() => guest.remove());
    expect(await guest.dhcp(nic.mac)).toMatchObject({ address: nic.address, router: activation.gateway });

    expect(await send(on(say.deleteNetwork()))).toMatchObject({ code: 'network.in-use' });
    const unplug = {
      type: 'network.UnplugNics',
      version: 1,
      data: { vmId },
      meta: { commandId, operationId, correlationId },
    };
    expect(await bus.host(hostA, unplug)).toEqual({ kind: 'result', result: null });
    await accepted(say.deleteNic(nicId));
    await accepted(on(say.deleteNetwork()));
    await seen('network.NetworkDeleted');
    expect((await own.program.run('nft', ['list', 'ruleset'])).trim()).toBe('');
    expect(await own.pids()).toEqual([]);
  });

  it('a network asked for while NATS is away stands soon after it is back', async () => {
    await eventually(async () => (await send(say.createNetwork())).kind === 'accepted');
    await nats.kill();
    await eventually(() => bus.status === 'reconnecting' && hostBus.status === 'reconnecting');
    await nats.start();
    await eventually(() => bus.status === 'connected' && hostBus.status === 'connected', { withinMs: 15_000 });
    const command = say.activateNetwork(hostA);
    await eventually(async () => (await send(command)).kind === 'accepted', { withinMs: 15_000 });
    await seen('network.NetworkActivated');
  });
});
