/** Wiring of the gateway: the only list of its parts. */
import type { Server } from 'node:http';
import type { Bus, BusSubscription } from '@chronovisor/bus';
import { everyHeartbeat, openEventStream } from '@chronovisor/bus';
import type { EventStore, Executor } from '@chronovisor/event-store';
import {
  BUS,
  EXECUTOR,
  LOGGER,
  METRICS,
  SETTINGS,
  STORE,
  TAIL,
  TRACING,
  type ControlSettings,
  type Tail,
} from '@chronovisor/nest';
import { Fault } from '@chronovisor/kernel';
import type { Logger, Metrics, Tracing } from '@chronovisor/telemetry';
import {
  Inject,
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { AdminController } from './inbound/http/admin/admin.controller.ts';
import { FreshViews, type FreshViewsParts } from './inbound/http/admin/fresh-views.ts';
import { SelfChecks } from './inbound/http/admin/self-checks.ts';
import { type AdminToken, readOrCreateAdminToken } from './inbound/http/admin-token.ts';
import { AuditTrail } from './inbound/http/audit-trail.ts';
import { BulkController } from './inbound/http/bulk/bulk.controller.ts';
import { CommandSender } from './inbound/http/command-sender.ts';
import { Cursors } from './inbound/http/cursors.ts';
import { GroupsController } from './inbound/http/groups/groups.controller.ts';
import { DriftController } from './inbound/http/drift/drift.controller.ts';
import { HostAsker } from './inbound/http/host-asker.ts';
import { HostsController } from './inbound/http/hosts/hosts.controller.ts';
import { IdempotencyKeys } from './inbound/http/idempotency-keys.ts';
import { Lists } from './inbound/http/lists.ts';
import { DiffController } from './inbound/http/memory/diff.controller.ts';
import { VmMemoryController } from './inbound/http/memory/vm-memory.controller.ts';
import { Mutations } from './inbound/http/mutations.ts';
import { NetworksController } from './inbound/http/networks/networks.controller.ts';
import { SelfController } from './inbound/http/openapi/self.controller.ts';
import { OperationsController } from './inbound/http/operations/operations.controller.ts';
import { UndoController } from './inbound/http/operations/undo.controller.ts';
import { Past } from './inbound/http/past/past.ts';
import { Viewer } from './inbound/http/viewer.ts';
import { ProjectsController } from './inbound/http/projects/projects.controller.ts';
import { Reader } from './inbound/http/reader.ts';
import { EventsController } from './inbound/http/records/events.controller.ts';
import { OpenStreams } from './inbound/http/records/open-streams.ts';
import { RecordsController } from './inbound/http/records/records.controller.ts';
import { SchedulesController } from './inbound/http/schedules/schedules.controller.ts';
import { ImagesController } from './inbound/http/storage/images.controller.ts';
import { PoolsController } from './inbound/http/storage/pools.controller.ts';
import { VolumesController } from './inbound/http/storage/volumes.controller.ts';
import {
  ADMIN_TOKEN,
  AUDIT_TRAIL,
  CATALOGUE,
  COMMAND_SENDER,
  FRESH_VIEWS,
  HOST_ASKER,
  LISTS,
  MUTATIONS,
  NATS_FEED,
  OPEN_STREAMS,
  PAST,
  PATH_CHECKER,
  READER,
  VIEWER,
  WEBHOOK_SENDER,
} from './inbound/http/tokens.ts';
import { UnrecordedAccesses } from './inbound/http/unrecorded-accesses.ts';
import { DependenciesController } from './inbound/http/vms/dependencies.controller.ts';
import { PathChecker } from './inbound/http/vms/path-checker.ts';
import { VmPowerController } from './inbound/http/vms/vm-power.controller.ts';
import { VmScreenController } from './inbound/http/vms/vm-screen.controller.ts';
import { version } from './inbound/http/version.ts';
import { VmsController } from './inbound/http/vms/vms.controller.ts';
import { WebhooksController } from './inbound/http/webhooks/webhooks.controller.ts';
import { WebhookCommandsController } from './inbound/nats/webhook-commands.controller.ts';
import { NatsFeed, usualFeedSettings } from './outbound/nats/nats-feed.ts';
import { Addresses } from './outbound/webhooks/addresses.ts';
import { createPost } from './outbound/webhooks/post.ts';
import { readOrCreateWebhookSecrets } from './outbound/webhooks/secrets.ts';
import { Webhooks } from './outbound/webhooks/webhooks.ts';
import { Catalogue } from './projections/catalogue/catalogue.ts';

export { createHttpAdapter } from './inbound/http/adapter.ts';
export { configureHttp } from './inbound/http/configure-http.ts';

const SELF_CHECKS = Symbol('SelfChecks');

const mutations = (reader: Reader, sender: CommandSender, executor: Executor): Mutations =>
  new Mutations({ reader, sender, executor, keys: new IdempotencyKeys(executor) });

const natsFeed = (store: EventStore, { feed }: Catalogue, log: Logger, settings: ControlSettings): NatsFeed => {
  const { feedUrl, feedFrom: from } = settings;
  const open = async () => {
    if (feedUrl !== null) return openEventStream(feedUrl);
    throw new Fault('feed.off', 'CHRONO_FEED_URL says off', { retry: 'never' });
  };
  return new NatsFeed({ store, feed, log, open }, { ...usualFeedSettings, from });
};

const freshViews = (
  ...[store, tail, catalogue, log, metrics]: [
    FreshViewsParts['store'],
    FreshViewsParts['tail'],
    Catalogue,
    Logger,
    Metrics,
  ]
): FreshViews => new FreshViews({ store, tail, catalogue, log, metrics });

/** Without holding the process up when it ends. */
const after = (ms: number, run: () => void): (() => void) => {
  const timer = setTimeout(run, ms).unref();
  return () => clearTimeout(timer);
};

const selfChecks = (tail: Tail, fresh: FreshViews, log: Logger, settings: ControlSettings): SelfChecks => {
  const parts = { tail, after, log, check: (signal: AbortSignal) => fresh.checkQuietly(signal) };
  return new SelfChecks(parts, settings.selfCheckSeconds * 1_000);
};

/** What a receiver of a webhook is given to answer. */
const ANSWER_MS = 15_000;

const webhooks = async (
  store: EventStore,
  executor: Executor,
  tail: Tail,
  catalogue: Catalogue,
  log: Logger,
  settings: ControlSettings,
): Promise<Webhooks> => {
  const addresses = new Addresses(settings.webhookPrivate);
  const post = createPost(addresses, { timeoutMs: ANSWER_MS, version });
  const secrets = await readOrCreateWebhookSecrets(settings.dataDir);
  return new Webhooks({ store, executor, tail, catalogue, secrets, addresses, post, log });
};

/** What requests under way are given when the process stops. */
const LAST_ANSWERS_MS = 3_000;

@Module({
  controllers: [
    VmsController,
    VmPowerController,
    VmScreenController,
    BulkController,
    GroupsController,
    DependenciesController,
    SchedulesController,
    OperationsController,
    UndoController,
    EventsController,
    RecordsController,
    DiffController,
    DriftController,
    AdminController,
    VmMemoryController,
    HostsController,
    PoolsController,
    VolumesController,
    ImagesController,
    NetworksController,
    ProjectsController,
    WebhooksController,
    WebhookCommandsController,
    SelfController,
  ],
  providers: [
    { provide: CATALOGUE, useFactory: () => new Catalogue() },
    {
      provide: ADMIN_TOKEN,
      useFactory: (settings: ControlSettings) => readOrCreateAdminToken(settings.dataDir),
      inject: [SETTINGS],
    },
    {
      provide: READER,
      useFactory: (tail: Tail, catalogue: Catalogue, store: EventStore) => new Reader(tail, catalogue, store),
      inject: [TAIL, CATALOGUE, STORE],
    },
    {
      provide: LISTS,
      useFactory: (reader: Reader, token: AdminToken, past: Past) =>
        new Lists({ reader, past, cursors: new Cursors(token.keyFor('cursor')) }),
      inject: [READER, ADMIN_TOKEN, PAST],
    },
    {
      provide: VIEWER,
      useFactory: (reader: Reader, past: Past) => new Viewer({ reader, past }),
      inject: [READER, PAST],
    },
    { provide: PAST, useFactory: (store: EventStore) => new Past(store), inject: [STORE] },
    {
      provide: COMMAND_SENDER,
      useFactory: (bus: Bus, tracing: Tracing) => new CommandSender(bus, tracing),
      inject: [BUS, TRACING],
    },
    { provide: FRESH_VIEWS, useFactory: freshViews, inject: [STORE, TAIL, CATALOGUE, LOGGER, METRICS] },
    { provide: SELF_CHECKS, useFactory: selfChecks, inject: [TAIL, FRESH_VIEWS, LOGGER, SETTINGS] },
    { provide: MUTATIONS, useFactory: mutations, inject: [READER, COMMAND_SENDER, EXECUTOR] },
    { provide: HOST_ASKER, useFactory: (bus: Bus) => new HostAsker(bus), inject: [BUS] },
    { provide: PATH_CHECKER, useFactory: (asker: HostAsker) => new PathChecker(asker), inject: [HOST_ASKER] },
    { provide: OPEN_STREAMS, useFactory: (metrics: Metrics) => new OpenStreams(metrics), inject: [METRICS] },
    {
      provide: WEBHOOK_SENDER,
      useFactory: webhooks,
      inject: [STORE, EXECUTOR, TAIL, CATALOGUE, LOGGER, SETTINGS],
    },
    { provide: NATS_FEED, useFactory: natsFeed, inject: [STORE, CATALOGUE, LOGGER, SETTINGS] },
    {
      provide: AUDIT_TRAIL,
      useFactory: (bus: Bus, log: Logger, metrics: Metrics) => new AuditTrail({ bus, log, metrics }),
      inject: [BUS, LOGGER, METRICS],
    },
  ],
})
export class GatewayModule
  implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  readonly #bus: Bus;
  readonly #catalogue: Catalogue;
  readonly #streams: OpenStreams;
  readonly #audit: AuditTrail;
  readonly #host: HttpAdapterHost;
  readonly #selfChecks: SelfChecks;
  #heartbeats: BusSubscription | null = null;

  constructor(
    @Inject(TAIL) tail: Tail,
    @Inject(BUS) bus: Bus,
    @Inject(CATALOGUE) catalogue: Catalogue,
    @Inject(OPEN_STREAMS) streams: OpenStreams,
    @Inject(AUDIT_TRAIL) audit: AuditTrail,
    @Inject(HttpAdapterHost) host: HttpAdapterHost,
    @Inject(NATS_FEED) natsFeed: NatsFeed,
    @Inject(WEBHOOK_SENDER) webhooks: Webhooks,
    @Inject(SELF_CHECKS) checks: SelfChecks,
  ) {
    this.#selfChecks = checks;
    this.#host = host;
    this.#bus = bus;
    this.#catalogue = catalogue;
    this.#streams = streams;
    this.#audit = audit;
    // Who tells others comes last: what they hear of, every view shows already.
    for (const follower of [...catalogue.steady(), natsFeed, webhooks]) tail.follow(follower);
    tail.follow(new UnrecordedAccesses(audit, catalogue));
  }

  onModuleInit(): void {
    this.#heartbeats = this.#bus.subscribe(everyHeartbeat, (payload) => this.#catalogue.hear(payload));
  }

  onApplicationBootstrap(): void {
    this.#selfChecks.start();
  }

  /** Streams would keep the server open for ever; and the audit service is about to go as well. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#selfChecks.close();
    this.#streams.closeAll();
    const server = this.#host.httpAdapter.getHttpServer() as Server;
    // A client that stays silent in the middle of its request must not hold us up.
    setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS).unref();
    await this.#audit.flush();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#heartbeats?.close();
    await this.#audit.close();
  }
}
