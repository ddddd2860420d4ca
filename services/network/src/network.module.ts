/** Network's control role: the list of its parts. */
import type { Bus } from '@chronovisor/bus';
import type { EventStore, Executor } from '@chronovisor/event-store';
import { BUS, EXECUTOR, LOGGER, STORE, TAIL, type Tail } from '@chronovisor/nest';
import { type Dispatcher, createDispatcher } from '@chronovisor/saga';
import type { Logger } from '@chronovisor/telemetry';
import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { type HostWork, hostWork } from './domain/network/host-work.ts';
import { NETWORK_PARTS, NetworkCommands } from './inbound/nats/commands.controller.ts';
import { Gate } from './inbound/nats/gate.ts';
import type { Parts } from './inbound/nats/network-commands.ts';
import { recordRefusedWork, seedNetworks } from './inbound/nats/own-commands.ts';
import { HostsView } from './projections/hosts/view.ts';
import { LeasesView } from './projections/leases/view.ts';

const DISPATCHER = Symbol('NetworkDispatcher');

const makeParts = (store: EventStore, executor: Executor, tail: Tail): Parts => {
  const hosts = new HostsView();
  const leases = new LeasesView();
  tail.follow(hosts);
  tail.follow(leases);
  return { store, executor, tail, hosts, leases, gate: new Gate() };
};

/** Closed with the reader of the log, which feeds it. */
const makeDispatcher = (parts: Parts, bus: Bus, log: Logger): Dispatcher => {
  const dispatcher = createDispatcher({
    name: 'network-dispatcher',
    bus,
    log,
    hostWork,
    acts: () => parts.tail.acts,
    onRefused: (work, problem) => recordRefusedWork(parts, work as HostWork, problem),
  });
  parts.tail.follow(dispatcher);
  return dispatcher;
};

@Module({
  controllers: [NetworkCommands],
  providers: [
    { provide: NETWORK_PARTS, useFactory: makeParts, inject: [STORE, EXECUTOR, TAIL] },
    { provide: DISPATCHER, useFactory: makeDispatcher, inject: [NETWORK_PARTS, BUS, LOGGER] },
  ],
})
export class NetworkModule implements OnModuleInit {
  readonly #parts: Parts;
  readonly #log: Logger;

  constructor(@Inject(NETWORK_PARTS) parts: Parts, @Inject(LOGGER) log: Logger) {
    this.#parts = parts;
    this.#log = log;
  }

  async onModuleInit(): Promise<void> {
    const refused = await seedNetworks(this.#parts);
    for (const { code, message } of refused) this.#log.warn({ code }, `a first network was not made: ${message}`);
  }
}
