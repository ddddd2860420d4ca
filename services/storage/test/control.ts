/** Storage's control part over a store in memory, as its commands, its host work and its views run together. */
import type { Accepted, CommandEnvelope, Reply } from '@chronovisor/contracts';
import { type EventStore, type RecordedEvent, createExecutor, openMemoryStore } from '@chronovisor/event-store';
import { newId } from '@chronovisor/kernel/ids';
import { createTail } from '@chronovisor/nest';
import { createDispatcher } from '@chronovisor/saga';
import { createLogger } from '@chronovisor/telemetry';
import { type FakeBus, fakeBus } from '@chronovisor/testing';
import { storageHostWork } from '../src/domain/messages/host-work.ts';
import { StorageCommands } from '../src/inbound/nats/storage-commands.ts';
import { recordRefusedWork } from '../src/inbound/refused-work.ts';
import { PlacesView } from '../src/projections/places/places-view.ts';
import * as my from './samples.ts';

export const allOf = async (store: EventStore): Promise<RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for await (const event of store.readAll()) events.push(event);
  return events;
};

export interface Control {
  readonly bus: FakeBus;
  send(command: object): Promise<Reply>;
  /** Fails when it is refused; the views have seen it then. */
  accepted(command: object): Promise<Accepted>;
  events(): Promise<RecordedEvent[]>;
  types(): Promise<string[]>;
  /** Something elsewhere. */
  happens(type: string, data: object): Promise<void>;
  readyPool(data?: Parameters<typeof my.createPool>[0]): Promise<void>;
  readyVolume(data?: Parameters<typeof my.createVolume>[0]): Promise<void>;
  readyImage(data?: Parameters<typeof my.importImage>[0]): Promise<void>;
  close(): Promise<void>;
}

const startParts = async () => {
  const store = openMemoryStore();
  const tail = createTail(store, (fault) => {
    throw fault;
  });
  const places = new PlacesView();
  const commands = new StorageCommands({ store, executor: createExecutor(store), tail, places });
  const bus = fakeBus();
  bus.serveCommands('storage', (command) => commands.handle(command));
  const dispatcher = createDispatcher({
    bus,
    log: createLogger('test', 'silent'),
    hostWork: (event) => storageHostWork(event as never),
    onRefused: recordRefusedWork(bus),
    backoff: { firstMs: 5, maxMs: 20 },
  });
  tail.follow(places);
  tail.follow(dispatcher);
  await tail.start();
  return { store, tail, commands, bus };
};

/** What brings a pool, a volume and an image to be ready, as a host would. */
const bringers = (accepted: Control['accepted']): Pick<Control, 'readyPool' | 'readyVolume' | 'readyImage'> => ({
  readyPool: async (data = {}) => {
    const asked = my.createPool(data);
    await accepted(asked);
    const path = `/${asked.data.name}` as never;
    const { poolId } = asked.data;
    await accepted(my.say('storage.RecordPoolReady', { poolId, path, request: my.requestOf(asked) }));
  },
  readyVolume: async (data = {}) => {
    const asked = my.createVolume(data);
    await accepted(asked);
    const request = my.requestOf(asked);
    const { volumeId } = asked.data;
    await accepted(my.say('storage.RecordVolumeCreated', { volumeId, info: my.infoOf(), request }));
  },
  readyImage: async (data = {}) => {
    const asked = my.importImage(data);
    await accepted(asked);
    const { kind, source, hostId, imageId } = asked.data;
    const files = kind === 'disk' ? my.copyOn(hostId) : source;
    const ready = my.imageReady(hostId, my.requestOf(asked));
    await accepted({ ...ready, data: { ...ready.data, imageId, files } });
  },
});

export const startControl = async (): Promise<Control> => {
  const { store, tail, commands, bus } = await startParts();
  const send: Control['send'] = (command) => commands.handle(command as CommandEnvelope);
  const accepted: Control['accepted'] = async (command) => {
    const reply = await send(command);
    if (reply.kind !== 'accepted') throw new Error(`${reply.code}: ${reply.message}`);
    await tail.waitFor(reply.position);
    return reply;
  };
  return {
    bus,
    send,
    accepted,
    events: () => allOf(store),
    types: async () => (await allOf(store)).map(({ type }) => type),
    happens: async (type, data) => {
      const event = { type, version: 1, data: data as never, meta: {} };
      await store.append({ id: newId(), writes: [{ stream: 'elsewhere', expected: 'any', events: [event] }] });
    },
    ...bringers(accepted),
    close: async () => {
      await bus.close();
      await tail.close();
      await store.close();
    },
  };
};
