import { createHeartbeatParts, createReporter, hostClock, type HostPart } from '@chronovisor/bus';
import { type CommandEnvelope, eventRegistry } from '@chronovisor/contracts';
import { type EventStore, type RecordedEvent, createExecutor, openMemoryStore } from '@chronovisor/event-store';
import { newId } from '@chronovisor/kernel/ids';
import { createLogger } from '@chronovisor/telemetry';
import { eventually, fakeBus } from '@chronovisor/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PassthroughCommands } from '../src/inbound/nats/commands.controller.ts';
import { startPassthroughHost } from '../src/passthrough.host.ts';
import { gpu, hostId, metaOf, networkCard } from './samples.ts';
import { plantPci } from './sysfs-tree.ts';

let sysfs: string;
let store: EventStore;
let bus: ReturnType<typeof fakeBus>;
let reports: number;
const closers: (() => unknown)[] = [];

const start = async (lookEveryMs: number): Promise<HostPart> => {
  const log = createLogger('test', 'silent');
  const reporter = createReporter({ hostId, bus, clock: hostClock, log });
  const platform = {
    hostId,
    hostName: 'a',
    sessionId: newId(),
    dataDir: sysfs,
    bus,
    log,
    clock: hostClock,
    report: reporter.report,
  };
  const part = await startPassthroughHost(
    { ...platform, heartbeatParts: createHeartbeatParts() },
    { sysfs, lookEveryMs },
  );
  closers.push(
    () => reporter.close(),
    () => part.close(),
  );
  return part;
};
const recorded = async (): Promise<RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for await (const event of store.read(`devices-${hostId}`)) events.push(event);
  return events;
};
const count = (wanted: number) => eventually(async () => (await recorded()).length === wanted);

beforeEach(async () => {
  sysfs = await mkdtemp(join(tmpdir(), 'chrono-sysfs-'));
  await plantPci(sysfs, [networkCard]);
  store = openMemoryStore();
  bus = fakeBus();
  const control = new PassthroughCommands(createExecutor(store));
  reports = 0;
  bus.serveCommands('passthrough', async (command: CommandEnvelope) => {
    const reply = await control.handle(command);
    reports += 1;
    return reply;
  });
});
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
  await bus.close();
  await store.close();
  await rm(sysfs, { recursive: true });
});

it('what a host shows is recorded when it starts, and not again by a restart', async () => {
  const part = await start(60_000);
  await count(1);
  const [event] = await recorded();
  expect(eventRegistry.get('passthrough.InventoryChanged')?.data.safeParse(event?.data).success).toBe(true);
  expect(event?.data).toMatchObject({
    hostId,
    inventory: { devices: [{ address: networkCard.address, vendor: 'Intel Corporation' }] },
  });
  await part.close();
  const before = await store.head();
  await start(60_000);
  const { commandId, operationId, correlationId } = metaOf();
  const scan = {
    type: 'passthrough.ScanDevices',
    version: 1,
    data: {},
    meta: { commandId, operationId, correlationId },
  };
  await eventually(() => reports === 2);
  expect(await bus.host(hostId, scan)).toEqual({ kind: 'result', result: null });
  await eventually(() => reports === 3);
  expect(await store.head()).toBe(before);
});

it('a device that is plugged in is recorded at the next look', async () => {
  await start(20);
  await count(1);
  await plantPci(sysfs, [gpu]);
  await count(2);
  expect((await recorded())[1]?.data).toMatchObject({
    inventory: { devices: [{ address: networkCard.address }, { address: gpu.address, gpu: true }] },
  });
});
