/** Wiring of compute's control part: the only list of its parts. */
import type { Bus } from '@chronovisor/bus';
import type { Executor } from '@chronovisor/event-store';
import {
  BUS,
  type ControlSettings,
  EXECUTOR,
  type Follower,
  LOGGER,
  METRICS,
  SETTINGS,
  TAIL,
  type Tail,
} from '@chronovisor/nest';
import { type Dispatcher, type SagaRunner, createDispatcher, createSagaRunner } from '@chronovisor/saga';
import type { Logger, Metrics } from '@chronovisor/telemetry';
import {
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { BULK_TYPES, BulkCommands } from './inbound/bulk/bulk-commands.ts';
import type { Asked } from './inbound/bulk/bulk-forecast.ts';
import { BulkRunner } from './inbound/bulk/bulk-runner.ts';
import { Autostarts } from './inbound/clock/autostarts.ts';
import { HostSilence } from './inbound/clock/host-silence.ts';
import { ReadinessEnds } from './inbound/clock/readiness-ends.ts';
import { ScheduleClock } from './inbound/clock/schedule-clock.ts';
import { ScheduleRuns } from './inbound/clock/schedule-runs.ts';
import { ShutdownDeadlines } from './inbound/clock/shutdown-deadlines.ts';
import { ComputeCommandsController } from './inbound/nats/commands.controller.ts';
import { tableOf } from './inbound/nats/command-table.ts';
import { DEPENDENCY_TYPES, DependencyCommands } from './inbound/nats/dependency-commands.ts';
import { GROUP_TYPES, GroupCommands } from './inbound/nats/group-commands.ts';
import { HOST_TYPES, HostCommands } from './inbound/nats/host-commands.ts';
import { recordRefusedWork, workOf } from './inbound/nats/host-work.ts';
import { NeedsGraph } from './inbound/nats/needs-graph.ts';
import { PROJECT_TYPES, ProjectCommands } from './inbound/nats/project-commands.ts';
import { READINESS_TYPES, ReadinessCommands } from './inbound/nats/readiness-commands.ts';
import { SCHEDULE_TYPES, ScheduleCommands } from './inbound/nats/schedule-commands.ts';
import { VmCommands } from './inbound/nats/vm-commands.ts';
import {
  COMMAND_TABLE,
  HOSTS_VIEW,
  HOST_COMMANDS,
  ORDER_VIEW,
  PROJECT_COMMANDS,
  SAGA_RUNNER,
  VM_COMMANDS,
} from './inbound/tokens.ts';
import { HostsView } from './projections/hosts/hosts-view.ts';
import { OrderView } from './projections/order/order-view.ts';
import { GrownVolumes } from './projections/volumes/grown-volumes.ts';
import { computeSagas } from './sagas/all.ts';

const ASKED = Symbol('Asked');
const GROWN_VOLUMES = Symbol('GrownVolumes');
const DISPATCHER = Symbol('Dispatcher');
const REACTIONS = Symbol('Reactions');
const HOST_SILENCE = Symbol('HostSilence');

@Module({
  controllers: [ComputeCommandsController],
  providers: [
    { provide: HOSTS_VIEW, useFactory: () => new HostsView() },
    { provide: ORDER_VIEW, useFactory: () => new OrderView() },
    { provide: GROWN_VOLUMES, useFactory: () => new GrownVolumes() },
    {
      provide: VM_COMMANDS,
      useFactory: (executor: Executor, hosts: HostsView, grown: GrownVolumes) => new VmCommands(executor, hosts, grown),
      inject: [EXECUTOR, HOSTS_VIEW, GROWN_VOLUMES],
    },
    {
      provide: HOST_COMMANDS,
      useFactory: (executor: Executor, hosts: HostsView, vms: VmCommands) => new HostCommands(executor, hosts, vms),
      inject: [EXECUTOR, HOSTS_VIEW, VM_COMMANDS],
    },
    {
      provide: PROJECT_COMMANDS,
      useFactory: (executor: Executor) => new ProjectCommands(executor),
      inject: [EXECUTOR],
    },
    {
      provide: ASKED,
      useFactory: (vms: VmCommands, sagas: SagaRunner): Asked => ({
        take: (command) => vms.handle(command),
        foresee: (event) => sagas.foresee(event),
      }),
      inject: [VM_COMMANDS, SAGA_RUNNER],
    },
    {
      provide: COMMAND_TABLE,
      useFactory: (
        executor: Executor,
        hosts: HostCommands,
        order: OrderView,
        projects: ProjectCommands,
        asked: Asked,
      ) => {
        const graph = new NeedsGraph(executor, order);
        return tableOf(
          { types: HOST_TYPES, take: hosts.handle },
          { types: GROUP_TYPES, take: new GroupCommands(executor, graph).handle },
          { types: PROJECT_TYPES, take: projects.handle },
          { types: DEPENDENCY_TYPES, take: new DependencyCommands(executor, graph).handle },
          { types: READINESS_TYPES, take: new ReadinessCommands(executor).handle },
          { types: SCHEDULE_TYPES, take: new ScheduleCommands(executor).handle },
          { types: BULK_TYPES, take: new BulkCommands(executor, order, asked).handle },
        );
      },
      inject: [EXECUTOR, HOST_COMMANDS, ORDER_VIEW, PROJECT_COMMANDS, ASKED],
    },
    {
      provide: SAGA_RUNNER,
      useFactory: (executor: Executor, bus: Bus, log: Logger) =>
        createSagaRunner({ executor, bus, log, definitions: computeSagas }),
      inject: [EXECUTOR, BUS, LOGGER],
    },
    {
      provide: DISPATCHER,
      useFactory: (bus: Bus, log: Logger, tail: Tail) =>
        createDispatcher({
          name: 'compute.dispatcher',
          bus,
          log,
          hostWork: workOf,
          onRefused: recordRefusedWork(bus),
          acts: () => tail.acts,
        }),
      inject: [BUS, LOGGER, TAIL],
    },
    {
      provide: REACTIONS,
      useFactory: (executor: Executor, bus: Bus, log: Logger, order: OrderView): readonly Follower[] => [
        new ShutdownDeadlines({ bus, log }),
        new ReadinessEnds({ bus, log }),
        new BulkRunner({ executor, bus, log }),
        new ScheduleClock({ bus, log, order }),
        new ScheduleRuns({ bus, log }),
        new Autostarts({ bus, log }),
      ],
      inject: [EXECUTOR, BUS, LOGGER, ORDER_VIEW],
    },
    {
      provide: HOST_SILENCE,
      useFactory: (bus: Bus, hosts: HostsView, log: Logger, settings: ControlSettings, tail: Tail) =>
        new HostSilence({
          bus,
          hosts,
          log,
          timeoutSeconds: settings.hostTimeoutSeconds,
          acts: () => tail.acts,
        }),
      inject: [BUS, HOSTS_VIEW, LOGGER, SETTINGS, TAIL],
    },
  ],
})
export class ComputeModule implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  readonly #silence: HostSilence;
  readonly #projects: ProjectCommands;

  constructor(
    @Inject(TAIL) tail: Tail,
    @Inject(HOSTS_VIEW) hosts: HostsView,
    @Inject(ORDER_VIEW) order: OrderView,
    @Inject(GROWN_VOLUMES) grown: GrownVolumes,
    @Inject(SAGA_RUNNER) sagas: SagaRunner,
    @Inject(DISPATCHER) dispatcher: Dispatcher,
    @Inject(HOST_SILENCE) silence: HostSilence,
    @Inject(PROJECT_COMMANDS) projects: ProjectCommands,
    @Inject(REACTIONS) reactions: readonly Follower[],
    @Inject(METRICS) metrics: Metrics,
  ) {
    this.#silence = silence;
    this.#projects = projects;
    for (const follower of [hosts, order, grown, dispatcher, sagas, ...reactions]) tail.follow(follower);
    metrics.gauge('chrono_compute_host_work_pending', 'Intents that their host has not answered', [], (gauge) =>
      gauge.set(dispatcher.pending),
    );
  }

  async onModuleInit(): Promise<void> {
    await this.#projects.seed();
  }

  onApplicationBootstrap(): void {
    this.#silence.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#silence.close();
  }
}
