/** One Nest application with all six services' control parts, over a platform that is given. */
import { AuditModule } from '@chronovisor/audit/control';
import { ComputeModule } from '@chronovisor/compute/control';
import { eventRegistry } from '@chronovisor/contracts';
import { type EventStore, type Executor, createExecutor } from '@chronovisor/event-store';
import { GatewayModule, configureHttp, createHttpAdapter } from '@chronovisor/gateway/control';
import { BusTransport, PassErrors, type Platform, PlatformModule, type RunningTail } from '@chronovisor/nest';
import { NetworkModule } from '@chronovisor/network/control';
import { PassthroughModule } from '@chronovisor/passthrough/control';
import { StorageModule } from '@chronovisor/storage/control';
import type { Metrics } from '@chronovisor/telemetry';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import 'reflect-metadata';
import { watchConnections } from './connections.ts';
import { nestLogger } from './nest-logger.ts';

export interface ControlPlatform extends Platform {
  readonly tail: RunningTail;
}

export interface ControlApplication {
  /** Where HTTP is served. */
  readonly url: string;
  /** Takes nothing new, finishes what runs, stops following the log. The platform's bus and store stay open. */
  close(): Promise<void>;
}

const SERVICES = [ComputeModule, StorageModule, NetworkModule, PassthroughModule, AuditModule, GatewayModule];

/** Events of a type this version does not know are left out, and counted. */
export const createControlExecutor = (store: EventStore, metrics: Metrics): Executor => {
  const unknown = metrics.counter('chrono_events_unknown_total', 'Stored events of a type this version does not know', [
    'type',
  ]);
  return createExecutor(store, {
    isKnown: (type, version) => eventRegistry.get(type)?.version === version,
    onUnknown: (event) => unknown.inc({ type: event.type }),
  });
};

const createApplication = async (platform: ControlPlatform): Promise<NestFastifyApplication> => {
  @Module({ imports: [PlatformModule.with(platform), ...SERVICES] })
  class ControlModule {}

  const app = await NestFactory.create<NestFastifyApplication>(ControlModule, createHttpAdapter(), {
    logger: nestLogger(platform.log),
    abortOnError: false,
  });
  await configureHttp(app);
  const door = app.connectMicroservice<MicroserviceOptions>(
    { strategy: new BusTransport(platform.bus, platform.tracing, platform.tail) },
    { inheritAppConfig: false, deferInitialization: true },
  );
  door.useGlobalFilters(new PassErrors());
  return app;
};

/** Commands are taken when the views have caught up, requests over HTTP after that. */
export const startControl = async (platform: ControlPlatform): Promise<ControlApplication> => {
  const { tail, settings, metrics } = platform;
  metrics.gauge(
    'chrono_control_acts',
    'Whether this control process acts: 1, or 0 while another one does',
    [],
    (gauge) => gauge.set(tail.acts ? 1 : 0),
  );
  const app = await createApplication(platform);
  const withConnections = watchConnections(app.getHttpServer());
  await app.init();
  await tail.start();
  await app.startAllMicroservices();
  await app.listen(settings.httpPort, settings.httpHost);
  return {
    url: await app.getUrl(),
    close: async () => {
      await withConnections(() => app.close());
      await tail.close();
    },
  };
};
