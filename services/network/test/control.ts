/** Network's control role over a real NATS and a store in memory, and what a test asks of it. */
import { type Bus, openNatsBus } from '@chronovisor/bus';
import type { Accepted, CommandEnvelope, Reply } from '@chronovisor/contracts';
import { type EventStore, type RecordedEvent, createExecutor, openMemoryStore } from '@chronovisor/event-store';
import { BusTransport, PassErrors, PlatformModule, createTail, parseControlSettings } from '@chronovisor/nest';
import { createLogger, createMetrics, createTracing } from '@chronovisor/telemetry';
import { type TemporaryNats, eventually, temporaryNats } from '@chronovisor/testing';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type MicroserviceOptions } from '@nestjs/microservices';
import { NetworkModule } from '../src/network.module.ts';

export interface Control {
  readonly nats: TemporaryNats;
  readonly store: EventStore;
  readonly bus: Bus;
  send(command: object): Promise<Reply>;
  /** As `send`; rejects when it is not accepted. */
  accepted(command: object): Promise<Accepted>;
  all(): Promise<RecordedEvent[]>;
  /** The first event of this type, as soon as there is one. */
  seen(type: string): Promise<RecordedEvent>;
  close(): Promise<void>;
}

export const log = createLogger('test', 'silent');

const startApplication = async (nats: TemporaryNats, store: EventStore, bus: Bus) => {
  const tail = createTail(store, (error) => {
    throw error;
  });
  const settings = parseControlSettings({ CHRONO_DATA_DIR: '/', CHRONO_NATS_URL: nats.url });
  if (!('dataDir' in settings)) throw new Error(settings.join('\n'));
  const metrics = createMetrics({ process: 'test', defaults: false });
  const executor = createExecutor(store);
  const platform = { store, executor, bus, tail, log, metrics, tracing: createTracing('test', undefined), settings };

  @Module({ imports: [PlatformModule.with(platform), NetworkModule] })
  class Application {}

  const strategy = new BusTransport(bus);
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(Application, { strategy, logger: false });
  app.useGlobalFilters(new PassErrors());
  await app.init();
  await tail.start();
  await app.listen();
  return [() => tail.close(), () => app.close()];
};

export const startControl = async (): Promise<Control> => {
  const nats = await temporaryNats();
  const store = openMemoryStore();
  const bus = await openNatsBus({ url: nats.url, name: 'control', log });
  const closers: (() => Promise<unknown>)[] = [() => nats.stop(), () => store.close(), () => bus.close()];
  closers.push(...(await startApplication(nats, store, bus)));
  const send: Control['send'] = (command) => bus.command(command as CommandEnvelope);
  const all: Control['all'] = async () => {
    const events: RecordedEvent[] = [];
    for await (const event of store.readAll()) events.push(event);
    return events;
  };
  return {
    nats,
    store,
    bus,
    send,
    all,
    accepted: async (command) => {
      const reply = await send(command);
      if (reply.kind !== 'accepted') throw new Error(JSON.stringify(reply));
      return reply;
    },
    seen: (type) => eventually(async () => (await all()).find((event) => event.type === type), { withinMs: 15_000 }),
    close: async () => {
      for (const close of closers.splice(0).toReversed()) await close();
    },
  };
};
