/** Wiring of storage's control part: the only list of its parts. */
import type { Bus } from '@chronovisor/bus';
import type { EventStore, Executor, RecordedEvent } from '@chronovisor/event-store';
import { BUS, EXECUTOR, LOGGER, STORE, TAIL, type Tail } from '@chronovisor/nest';
import { createDispatcher } from '@chronovisor/saga';
import type { Logger } from '@chronovisor/telemetry';
import { Inject, Module } from '@nestjs/common';
import { storageHostWork } from './domain/messages/host-work.ts';
import type { StorageEvent } from './domain/messages/shapes.ts';
import { DefaultPools } from './inbound/default-pools.ts';
import { StorageCommandsController } from './inbound/nats/commands.controller.ts';
import { StorageCommands } from './inbound/nats/storage-commands.ts';
import { recordRefusedWork } from './inbound/refused-work.ts';
import { PLACES, STORAGE_COMMANDS } from './inbound/tokens.ts';
import { PlacesView } from './projections/places/places-view.ts';

const workOf = (event: RecordedEvent) =>
  event.type.startsWith('storage.') ? storageHostWork(event as unknown as StorageEvent) : null;

@Module({
  controllers: [StorageCommandsController],
  providers: [
    { provide: PLACES, useFactory: () => new PlacesView() },
    {
      provide: STORAGE_COMMANDS,
      useFactory: (store: EventStore, executor: Executor, tail: Tail, places: PlacesView) =>
        new StorageCommands({ store, executor, tail, places }),
      inject: [STORE, EXECUTOR, TAIL, PLACES],
    },
  ],
})
export class StorageModule {
  constructor(
    @Inject(TAIL) tail: Tail,
    @Inject(PLACES) places: PlacesView,
    @Inject(BUS) bus: Bus,
    @Inject(LOGGER) log: Logger,
  ) {
    tail.follow(places);
    tail.follow(
      createDispatcher({
        name: 'storage.dispatcher',
        bus,
        log,
        hostWork: workOf,
        onRefused: recordRefusedWork(bus),
        acts: () => tail.acts,
      }),
    );
    tail.follow(new DefaultPools(bus, log));
  }
}
