/** The control process: all six services' control parts, the event store and the HTTP gateway in one Nest application. */
import { openNatsBus } from '@chronovisor/bus';
import { AuditModule } from '@chronovisor/audit/control';
import { ComputeModule } from '@chronovisor/compute/control';
import { eventRegistry } from '@chronovisor/contracts';
import { type EventStore, createExecutor, openEventStore } from '@chronovisor/event-store';
import { GatewayModule, configureHttp, createHttpAdapter } from '@chronovisor/gateway/control';
import { isFault, messageOf } from '@chronovisor/kernel';
import {
  BusTransport,
  type ControlSettings,
  PassErrors,
  type Platform,
  PlatformModule,
  createTail,
  parseControlSettings,
} from '@chronovisor/nest';
import { NetworkModule } from '@chronovisor/network/control';
import { PassthroughModule } from '@chronovisor/passthrough/control';
import { StorageModule } from '@chronovisor/storage/control';
import { createLogger, createMetrics, createTracing } from '@chronovisor/telemetry';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import 'reflect-metadata';
import { join } from 'node:path';
import { nestLogger } from './nest-logger.ts';
import { untilTold } from './until-told.ts';

const SERVICES = [ComputeModule, StorageModule, NetworkModule, PassthroughModule, AuditModule, GatewayModule];

const storeAddress = (settings: ControlSettings): string =>
  settings.eventStore === 'sqlite' ? `sqlite:${join(settings.dataDir, 'events.sqlite')}` : settings.eventStore;

const openPlatform = async (settings: ControlSettings, store: EventStore) => {
  const log = createLogger('control', settings.logLevel);
  const metrics = createMetrics({ process: 'control' });
  const unknown = metrics.counter('chrono_events_unknown_total', 'Stored events of a type this version does not know', [
    'type',
  ]);
  const platform = {
    store,
    executor: createExecutor(store, {
      isKnown: (type, version) => eventRegistry.get(type)?.version === version,
      onUnknown: (event) => unknown.inc({ type: event.type }),
    }),
    bus: await openNatsBus({ url: settings.natsUrl, name: 'control', log }),
    tail: createTail(store, (error) => log.error({ err: error, ...error.facts }, 'a view fell behind')),
    log,
    metrics,
    tracing: createTracing('control', settings.otlpEndpoint),
    settings,
  };
  return platform satisfies Platform;
};

const startApplication = async (
  platform: Awaited<ReturnType<typeof openPlatform>>,
): Promise<NestFastifyApplication> => {
  @Module({ imports: [PlatformModule.with(platform), ...SERVICES] })
  class ControlModule {}

  const app = await NestFactory.create<NestFastifyApplication>(ControlModule, createHttpAdapter(), {
    logger: nestLogger(platform.log),
    abortOnError: false,
  });
  await configureHttp(app);
  const door = app.connectMicroservice<MicroserviceOptions>(
    { strategy: new BusTransport(platform.bus) },
    { inheritAppConfig: false },
  );
  door.useGlobalFilters(new PassErrors());
  await app.init();
  await platform.tail.start();
  await app.startAllMicroservices();
  await app.listen(platform.settings.httpPort, platform.settings.httpHost);
  return app;
};

const run = async (settings: ControlSettings): Promise<void> => {
  const store = await openEventStore(storeAddress(settings));
  const platform = await openPlatform(settings, store);
  const app = await startApplication(platform);
  platform.log.info({ url: await app.getUrl(), position: platform.tail.position }, 'control is ready');
  const signal = await untilTold();
  platform.log.info({ signal }, 'control is stopping');
  await app.close();
  await platform.tail.close();
  await platform.bus.close();
  await platform.tracing.close();
  await store.close();
};

const settings = parseControlSettings(process.env);
if (!('dataDir' in settings)) {
  process.stderr.write(`The settings do not hold:\n${settings.map((line) => `  ${line}\n`).join('')}`);
  process.exit(2);
}
try {
  await run(settings);
  process.exit(0);
} catch (error) {
  process.stderr.write(`control cannot go on: ${messageOf(error)}${isFault(error) ? ` (${error.code})` : ''}\n`);
  createLogger('control', settings.logLevel).fatal({ err: error }, 'control cannot go on');
  process.exit(1);
}
