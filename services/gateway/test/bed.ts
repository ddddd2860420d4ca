/** A gateway that runs: real HTTP, the memory store, a bus without a server, and little machines behind it. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createExecutor, createMemoryContents, openMemoryStore, type MemoryContents } from '@chronovisor/event-store';
import { createTail, PlatformModule, rehearsed, type ControlSettings, type RunningTail } from '@chronovisor/nest';
import { createLogger, createMetrics, createTracing } from '@chronovisor/telemetry';
import { fakeNetwork, type FakeBus, type FakeNetwork } from '@chronovisor/testing';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import 'reflect-metadata';
import { configureHttp, createHttpAdapter, GatewayModule } from '../src/gateway.module.ts';
import { LittleAudit } from './little-services.ts';
import { WebhookCommandsController } from '../src/inbound/nats/webhook-commands.controller.ts';
import { Recorder } from './recorder.ts';

export interface Bed {
  readonly url: string;
  readonly token: string;
  readonly dataDir: string;
  readonly recorder: Recorder;
  readonly network: FakeNetwork;
  /** The gateway's own connection. */
  readonly bus: FakeBus;
  /** For the machines behind it. */
  readonly far: FakeBus;
  readonly tail: RunningTail;
  readonly audit: LittleAudit;
  readonly contents: MemoryContents;
  /** With the token, unless the headers say otherwise. */
  call(method: string, path: string, options?: { body?: unknown; headers?: Record<string, string> }): Promise<Response>;
  /** Stops this one and starts another on the same events and data directory; the network stays. */
  restart(): Promise<Bed>;
  stop(): Promise<void>;
}

interface Ground {
  readonly dataDir: string;
  readonly contents: MemoryContents;
  readonly network: FakeNetwork;
  readonly far: FakeBus;
}

const startApplication = async ({ dataDir, contents, network }: Ground) => {
  const store = openMemoryStore({ contents });
  const log = createLogger('test', 'silent');
  const bus = network.connect();
  const behind = network.connect();
  const audit = new LittleAudit(behind, new Recorder(store));
  const tail = createTail(store, () => undefined);
  const settings = {
    dataDir,
    httpHost: '127.0.0.1',
    httpPort: 0,
    feedUrl: null,
    feedFrom: 0,
    webhookPrivate: ['127.0.0.0/8'],
  } as unknown as ControlSettings;
  const metrics = createMetrics({ process: 'test', defaults: false });
  const tracing = createTracing('test', undefined);
  const platform = { store, executor: createExecutor(store), bus, tail, log, metrics, tracing, settings };

  @Module({ imports: [PlatformModule.with(platform), GatewayModule] })
  class TestModule {}

  const app = await NestFactory.create<NestFastifyApplication>(TestModule, createHttpAdapter(), {
    logger: false,
    abortOnError: false,
  });
  await configureHttp(app);
  const own = app.get(WebhookCommandsController);
  behind.serveCommands('gateway', (command) => rehearsed(command, (traced) => own.handle(traced)));
  await app.init();
  await tail.start();
  await app.listen(0, '127.0.0.1');
  return { app, store, bus, behind, tail, audit };
};

const startOn = async (ground: Ground): Promise<Bed> => {
  const { app, store, bus, behind, tail, audit } = await startApplication(ground);
  const token = (await readFile(join(ground.dataDir, 'admin-token'), 'utf8')).trim();
  const url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  const halt = async (): Promise<void> => {
    await app.close();
    await tail.close();
    await bus.close();
    await behind.close();
    await store.close();
  };
  return {
    ...ground,
    url,
    token,
    recorder: new Recorder(store),
    bus,
    tail,
    audit,
    call: (method, path, { body, headers = {} } = {}) =>
      fetch(`${url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    restart: async () => {
      await halt();
      return startOn(ground);
    },
    stop: async () => {
      await halt();
      await ground.far.close();
      await rm(ground.dataDir, { recursive: true });
    },
  };
};

export const startBed = async (): Promise<Bed> => {
  const network = fakeNetwork();
  const dataDir = await mkdtemp(join(tmpdir(), 'gateway-'));
  return startOn({ dataDir, contents: createMemoryContents(), network, far: network.connect() });
};
