/** Compute's control role without Nest: a store that outlives it, a bus, time that tests move, and hosts that answer as told. */
import type { FakeBus } from '@chronovisor/testing';
import { encode, heartbeatSubject } from '@chronovisor/bus';
import type { CommandEnvelope, HostEnvelope, HostFacts, HostReply, Reply, VmSighting } from '@chronovisor/contracts';
import { createExecutor, openMemoryStore, type RecordedEvent } from '@chronovisor/event-store';
import { newId } from '@chronovisor/kernel/ids';
import { createDispatcher, createSagaRunner } from '@chronovisor/saga';
import { createLogger } from '@chronovisor/telemetry';
import { fakeNetwork, followLog, manualClock, settle } from '@chronovisor/testing';
import { vmDecider } from '../src/domain/vm/decide/decide.ts';
import type { Vm } from '../src/domain/vm/state.ts';
import { BULK_TYPES, BulkCommands } from '../src/inbound/bulk/bulk-commands.ts';
import { BulkRunner } from '../src/inbound/bulk/bulk-runner.ts';
import { Autostarts } from '../src/inbound/clock/autostarts.ts';
import { HostSilence } from '../src/inbound/clock/host-silence.ts';
import { ReadinessEnds } from '../src/inbound/clock/readiness-ends.ts';
import { ScheduleClock } from '../src/inbound/clock/schedule-clock.ts';
import { ScheduleRuns } from '../src/inbound/clock/schedule-runs.ts';
import { ShutdownDeadlines } from '../src/inbound/clock/shutdown-deadlines.ts';
import { ComputeCommandsController } from '../src/inbound/nats/commands.controller.ts';
import { tableOf } from '../src/inbound/nats/command-table.ts';
import { DEPENDENCY_TYPES, DependencyCommands } from '../src/inbound/nats/dependency-commands.ts';
import { GROUP_TYPES, GroupCommands } from '../src/inbound/nats/group-commands.ts';
import { HOST_TYPES, HostCommands } from '../src/inbound/nats/host-commands.ts';
import { recordRefusedWork, workOf } from '../src/inbound/nats/host-work.ts';
import { NeedsGraph } from '../src/inbound/nats/needs-graph.ts';
import { READINESS_TYPES, ReadinessCommands } from '../src/inbound/nats/readiness-commands.ts';
import { PROJECT_TYPES, ProjectCommands } from '../src/inbound/nats/project-commands.ts';
import { SCHEDULE_TYPES, ScheduleCommands } from '../src/inbound/nats/schedule-commands.ts';
import { VmCommands } from '../src/inbound/nats/vm-commands.ts';
import { HostsView } from '../src/projections/hosts/hosts-view.ts';
import { OrderView } from '../src/projections/order/order-view.ts';
import { GrownVolumes } from '../src/projections/volumes/grown-volumes.ts';
import { computeSagas } from '../src/sagas/all.ts';
import { created } from './control-sagas.ts';

const log = createLogger('test', 'silent');
export const TIMEOUT_SECONDS = 10;

export interface Ids {
  readonly commandId: string;
  readonly operationId: string;
  readonly expectedRevision: number;
}

/** A host as control hears and sees it. Answers `taken` until told otherwise. */
export class StagedHost {
  facts: HostFacts;
  readonly heard: HostEnvelope[] = [];
  answer: (message: HostEnvelope) => HostReply = () => ({ kind: 'taken' });
  readonly #bus: FakeBus;

  constructor(bus: FakeBus, name: string, over: Partial<HostFacts> = {}) {
    this.#bus = bus;
    this.facts = {
      hostId: newId() as HostFacts['hostId'],
      name,
      sessionId: newId(),
      version: '0',
      pid: 1,
      capacity: { cpus: 2, memory: 8 * 1024 ** 3 },
      capabilities: {
        qemuVersion: '7.2.0',
        machineTypes: ['q35'],
        accelerator: 'tcg',
        accelerators: [],
        firmware: ['bios'],
        networks: ['user'],
      },
      ...over,
    };
    bus.serveHost(this.facts.hostId, 'compute', async (message) => {
      this.heard.push(message);
      return this.answer(message);
    });
  }

  get types(): readonly string[] {
    return this.heard.map(({ type }) => type.replace('compute.', ''));
  }

  beat(): void {
    const { hostId, sessionId } = this.facts;
    const rest = { at: '2026-01-01T00:00:00.000Z', memoryFree: 1, loadAverage: 0, vms: 0, pools: [] };
    this.#bus.publish(heartbeatSubject(hostId), encode({ hostId, sessionId, ...rest }));
  }

  publish(subject: string, payload: Uint8Array): void {
    this.#bus.publish(subject, payload);
  }
}

export class ControlStage {
  readonly clock = manualClock();
  readonly network = fakeNetwork({ after: this.clock.after });
  readonly store = openMemoryStore({ now: this.clock.date });
  readonly people = this.network.connect();
  #stop: () => Promise<void> = async () => {};
  #inStep: () => Promise<void> = async () => {};
  hosts = new HostsView();
  #reactions: readonly { rest(): void; caughtUp(): void }[] = [];
  #acts = true;

  /** One life of the control process. */
  async start(): Promise<void> {
    const { clock, store } = this;
    const bus = this.network.connect();
    const executor = createExecutor(store, { now: clock.date });
    const hosts = new HostsView();
    const dispatcher = createDispatcher({ bus, log, clock, hostWork: workOf, onRefused: recordRefusedWork(bus) });
    const sagas = createSagaRunner({ executor, bus, log, definitions: computeSagas, clock });
    const deadlines = new ShutdownDeadlines({ bus, log, clock });
    const readiness = new ReadinessEnds({ bus, log, clock });
    const order = new OrderView();
    const vms = new VmCommands(executor, hosts, new GrownVolumes());
    const graph = new NeedsGraph(executor, order);
    const asked = { take: (command: CommandEnvelope) => vms.handle(command), foresee: sagas.foresee.bind(sagas) };
    const table = tableOf(
      { types: HOST_TYPES, take: new HostCommands(executor, hosts, vms).handle },
      { types: GROUP_TYPES, take: new GroupCommands(executor, graph).handle },
      { types: DEPENDENCY_TYPES, take: new DependencyCommands(executor, graph).handle },
      { types: READINESS_TYPES, take: new ReadinessCommands(executor).handle },
      { types: SCHEDULE_TYPES, take: new ScheduleCommands(executor).handle },
      { types: BULK_TYPES, take: new BulkCommands(executor, order, asked).handle },
      { types: PROJECT_TYPES, take: new ProjectCommands(executor).handle },
    );
    const door = new ComputeCommandsController(vms, table, sagas);
    const acts = (): boolean => this.#acts;
    const silence = new HostSilence({
      bus,
      hosts,
      log,
      timeoutSeconds: TIMEOUT_SECONDS,
      clock,
      passed: clock.now,
      acts,
    });
    const bulks = new BulkRunner({ executor, bus, log, clock });
    const schedules = [new ScheduleClock({ bus, log, clock, order }), new ScheduleRuns({ bus, log, clock })];
    const autostarts = new Autostarts({ bus, log, clock });
    const reactions = [dispatcher, sagas, deadlines, readiness, bulks, autostarts, ...schedules];
    this.#reactions = reactions;
    const tail = followLog(store, hosts, order, ...reactions);
    await tail.inStep();
    bus.serveCommands('compute', (command) => door.compute(command));
    silence.start();
    this.hosts = hosts;
    this.#inStep = () => tail.inStep();
    this.#stop = async () => {
      await silence.close();
      await bus.close();
      await tail.close();
      await Promise.all(reactions.map((reaction) => reaction.close()));
    };
    await this.quiet();
  }

  /** Another process acts from now on. */
  async rest(): Promise<void> {
    this.#acts = false;
    for (const reaction of this.#reactions) reaction.rest();
    await this.quiet();
  }

  async act(): Promise<void> {
    this.#acts = true;
    for (const reaction of this.#reactions) reaction.caughtUp();
    await this.quiet();
  }

  async stop(): Promise<void> {
    await this.#stop();
    this.#stop = async () => {};
    this.#inStep = async () => {};
  }

  async close(): Promise<void> {
    await this.stop();
    await this.store.close();
  }

  /** Lets everything happen that needs no time. */
  async quiet(): Promise<void> {
    for (let before = -1, now = 0; before !== now; now = await this.store.head()) {
      before = now;
      await settle();
      await this.#inStep();
      await settle();
    }
  }

  async pass(seconds: number): Promise<void> {
    await this.clock.advance(seconds * 1_000);
    await this.quiet();
  }

  host(name = 'h1', over: Partial<HostFacts> = {}): StagedHost {
    return new StagedHost(this.network.connect(), name, over);
  }

  async joined(name = 'h1', over: Partial<HostFacts> = {}): Promise<StagedHost> {
    const host = this.host(name, over);
    await this.register(host);
    return host;
  }

  register({ facts }: StagedHost): Promise<Reply> {
    return this.send('compute.RegisterHost', { facts });
  }

  report({ facts }: StagedHost, vms: readonly Partial<VmSighting>[], sessionId = facts.sessionId): Promise<Reply> {
    const off = { generation: 1, observed: 'off', process: null, exit: null, clean: null };
    const data = { hostId: facts.hostId, sessionId, vms: vms.map((vm) => ({ ...off, ...vm })) };
    return this.send('compute.RecordHostReport', data);
  }

  async send(type: string, data: object, ids: Partial<Ids> = {}): Promise<Reply> {
    const commandId = ids.commandId ?? newId();
    const meta = {
      commandId,
      operationId: ids.operationId ?? commandId,
      correlationId: 'test',
      actor: { kind: 'user', id: 'admin' },
      at: this.clock.date().toISOString(),
      ...(ids.expectedRevision === undefined ? {} : { expectedRevision: ids.expectedRevision }),
    };
    const reply = await this.people.command({ type, version: 1, data, meta } as CommandEnvelope);
    await this.quiet();
    return reply;
  }

  create({ facts }: StagedHost, name: string, over: Partial<Ids & { vmId: string; memory: number }> = {}) {
    const vmId = over.vmId ?? newId();
    const spec = created({ memory: over.memory ?? 1024 ** 3 }).spec;
    const data = { vmId, name, hostId: facts.hostId, request: spec, start: false };
    return this.send('compute.CreateVm', data, over).then((reply) => ({ vmId, reply }));
  }

  /** A vm that its creation saga has left off. */
  async made(host: StagedHost, name: string): Promise<string> {
    const { vmId, reply } = await this.create(host, name);
    if (reply.kind !== 'accepted') throw new Error(JSON.stringify(reply));
    return vmId;
  }

  async running(host: StagedHost, name: string): Promise<string> {
    const vmId = await this.made(host, name);
    await this.send('compute.StartVm', { vmId });
    await this.send('compute.RecordVmStarted', { vmId, generation: 1, process: PROCESS, request: null });
    return vmId;
  }

  async vm(vmId: string): Promise<Vm> {
    return (await createExecutor(this.store).load({ stream: `vm-${vmId}`, decider: vmDecider })).state;
  }

  async events(stream: string): Promise<readonly RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for await (const event of this.store.read(stream)) events.push(event);
    return events;
  }

  async types(vmId: string): Promise<readonly string[]> {
    return (await this.events(`vm-${vmId}`)).map(({ type }) => type.replace('compute.', ''));
  }
}

export const PROCESS = { pid: 77, startTicks: 5, accelerator: 'tcg' } as const;
