import type { CommandEnvelope, Reply } from '@chronovisor/contracts';
import { createExecutor, openMemoryStore } from '@chronovisor/event-store';
import { newId } from '@chronovisor/kernel/ids';
import { createTail } from '@chronovisor/nest';
import { createLogger } from '@chronovisor/telemetry';
import { eventually, fakeNetwork } from '@chronovisor/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { allOf } from '../../test/control.ts';
import * as my from '../../test/samples.ts';
import type { EventNamed } from '../domain/messages/shapes.ts';
import { PlacesView } from '../projections/places/places-view.ts';
import { DefaultPools } from './default-pools.ts';
import { StorageCommands } from './nats/storage-commands.ts';

const { hostA, problem } = my;
const log = createLogger('test', 'silent');

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

type Asked = EventNamed<'storage.PoolCreationRequested'>['data'];

const AGAIN_MS = 5;

/** A control process over its store; it can be started again. */
const installation = () => {
  const store = openMemoryStore();
  const start = async ({ deaf = false } = {}) => {
    const tail = createTail(store, (fault) => {
      throw fault;
    });
    const places = new PlacesView();
    const commands = new StorageCommands({ store, executor: createExecutor(store), tail, places });
    const bus = fakeNetwork().connect();
    const heard: CommandEnvelope[] = [];
    const serve = () =>
      bus.serveCommands('storage', (command): Promise<Reply> => {
        heard.push(command);
        return commands.handle(command);
      });
    const pools = new DefaultPools(bus, log, AGAIN_MS);
    tail.follow(places);
    tail.follow(pools);
    if (!deaf) serve();
    await tail.start();
    const close = async (): Promise<void> => {
      await tail.close();
      await bus.close();
    };
    closers.push(close);
    return { heard, serve, close, send: (command: object) => commands.handle(command as CommandEnvelope) };
  };
  const join = async (hostId = hostA): Promise<void> => {
    const event = { type: 'compute.HostJoined', version: 1, data: { facts: { hostId } }, meta: {} };
    await store.append({ id: newId(), writes: [{ stream: `host-${hostId}`, expected: 'any', events: [event] }] });
  };
  const requested = async () => (await allOf(store)).filter(({ type }) => type === 'storage.PoolCreationRequested');
  return { start, join, requested };
};

describe('the default pool', () => {
  it('is made on every host that joins, once', async () => {
    const { start, join, requested } = installation();
    await start();
    await join();
    await join(my.hostB);
    await eventually(async () => (await requested()).length === 2);
    await join();
    const again = await start();
    expect((await requested()).map(({ data }) => data)).toMatchObject([
      { name: 'default', hostId: hostA, path: null },
      { name: 'default', hostId: my.hostB, path: null },
    ]);
    expect(again.heard).toEqual([]);
  });

  it('is made for a host that joined while nobody looked', async () => {
    const { start, join, requested } = installation();
    await join();
    await start();
    await eventually(async () => (await requested()).length === 1);
  });

  it('is asked for until somebody answers', async () => {
    const { start, join, requested } = installation();
    const control = await start({ deaf: true });
    await join();
    await new Promise((resolve) => setTimeout(resolve, 4 * AGAIN_MS));
    control.serve();
    await eventually(async () => (await requested()).length === 1);
  });

  it('that was deleted stays deleted', async () => {
    const { start, join, requested } = installation();
    const control = await start();
    await join();
    const asked = await eventually(async () => (await requested()).at(0)?.data as Asked | undefined);
    const { poolId, request } = asked;
    await control.send(my.say('storage.RecordPoolReady', { poolId, path: '/pool', request }));
    expect(await control.send(my.say('storage.DeletePool', { poolId }))).toMatchObject({ kind: 'accepted' });
    await control.close();
    await join();
    const later = await start();
    expect(later.heard).toEqual([]);
  });

  it('that could not be made is tried again when the host starts the next time', async () => {
    const { start, join, requested } = installation();
    const control = await start();
    await join();
    const asked = await eventually(async () => (await requested()).at(0)?.data as Asked | undefined);
    const { poolId, request } = asked;
    await control.send(my.say('storage.RecordPoolFailed', { poolId, problem, request }));
    await join();
    await eventually(async () => (await requested()).length === 2);
  });

  it('is not forced on a host that has another of that name', async () => {
    const { start, join, requested } = installation();
    const control = await start();
    await control.send(my.createPool());
    await join();
    const asked = await eventually(() => control.heard.at(0));
    expect(asked.data).toMatchObject({ name: 'default', hostId: hostA });
    await new Promise((resolve) => setTimeout(resolve, 4 * AGAIN_MS));
    expect([(await requested()).length, control.heard.length]).toEqual([1, 1]);
  });
});
