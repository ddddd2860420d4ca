import { openEventStream } from '@chronovisor/bus';
import { EVENT_STREAM } from '@chronovisor/bus/subjects';
import { openMemoryStore, type EventStore } from '@chronovisor/event-store';
import { newId } from '@chronovisor/kernel/ids';
import { createLogger } from '@chronovisor/telemetry';
import { followLog, temporaryNats, type FollowedLog, type TemporaryNats } from '@chronovisor/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NatsFeed, type NatsFeedStatus } from '../src/outbound/nats/nats-feed.ts';
import { FeedView } from '../src/projections/feed/view.ts';
import { Recorder } from './recorder.ts';
import { created, provisioned } from './samples.ts';

interface Told {
  readonly subject: string;
  readonly id: string;
  readonly event: { readonly id: string; readonly type: string; readonly position: number };
}

let nats: TemporaryNats;
let reader: NatsConnection;
let store: EventStore;
let recorder: Recorder;
const running: { feed: NatsFeed; log: FollowedLog }[] = [];

const start = (from = 0): NatsFeed => {
  const view = new FeedView();
  const feed = new NatsFeed(
    { store, feed: view, log: createLogger('test', 'silent'), open: () => openEventStream(nats.url) },
    { from, lookMs: 50, pauseMs: 50, offMs: 100 },
  );
  const log = followLog(store, view, feed);
  running.push({ feed, log });
  feed.caughtUp();
  return feed;
};

const stop = async (): Promise<void> => {
  for (const { feed, log } of running.splice(0)) {
    await feed.close();
    await log.close();
  }
};

const told = async (): Promise<readonly Told[]> => {
  const { streams } = await jetstreamManager(reader);
  const { state } = await streams.info(EVENT_STREAM);
  const all: Told[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq && state.messages > 0; seq += 1) {
    const message = await streams.getMessage(EVENT_STREAM, { seq });
    if (message === null) continue;
    const id = message.header.get('Nats-Msg-Id');
    all.push({ subject: message.subject, id, event: JSON.parse(message.string()) as Told['event'] });
  }
  return all;
};

const positions = async (): Promise<readonly number[]> => (await told()).map(({ event }) => event.position);
const isAt = (feed: NatsFeed, position: number): Promise<unknown> =>
  expect.poll(() => feed.status, { timeout: 45_000 }).toEqual({ status: 'publishing', position, reason: null });
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

const putVms = async (count: number): Promise<number> => {
  let position = 0;
  for (let index = 0; index < count; index += 1) {
    const vmId = newId();
    position = await recorder.put(`vm-${vmId}`, created(vmId, newId(), { name: 'web' }), provisioned(vmId));
  }
  return position;
};

const begin = async (jetstream: boolean): Promise<void> => {
  nats = await temporaryNats({ jetstream });
  reader = await connect({ servers: nats.url, reconnectTimeWait: 50, maxReconnectAttempts: -1 });
};

beforeEach(() => {
  store = openMemoryStore();
  recorder = new Recorder(store);
});
afterEach(async () => {
  await stop();
  await reader.close();
  await nats.stop();
  await store.close();
});

describe('the feed to NATS', () => {
  beforeEach(() => begin(true));

  it('tells every public event once, in order, under its subject and its id', async () => {
    const vmId = newId();
    await recorder.put('idempotency-1', { type: 'gateway.KeyAccepted', version: 1, data: {} as never });
    await recorder.put(`vm-${vmId}`, created(vmId, newId(), { name: 'web' }));
    const feed = start();
    await recorder.put(`vm-${vmId}`, provisioned(vmId));
    await isAt(feed, 3);
    const all = await told();
    expect(all.map(({ subject }) => subject)).toEqual([`evt.vm.created.${vmId}`, `evt.vm.provisioned.${vmId}`]);
    expect(all.map(({ id }) => id)).toEqual(all.map(({ event }) => event.id));
    expect(all.map(({ event }) => event.type)).toEqual(['vm.created', 'vm.provisioned']);
  });

  it('goes on where the stream ends when it is started again: no gap, nothing twice', async () => {
    await isAt(start(), await putVms(60).then((position) => position));
    await stop();
    const position = await putVms(150);
    await isAt(start(), position);
    expect(await positions()).toEqual(upTo(420));
  });

  it('makes a stream that was removed anew, from the beginning', async () => {
    const position = await putVms(20);
    const feed = start();
    await isAt(feed, position);
    await (await jetstreamManager(reader)).streams.delete(EVENT_STREAM);
    await expect.poll(() => positions().catch(() => []), { timeout: 45_000 }).toEqual(upTo(40));
    await isAt(feed, await putVms(1));
    expect(await positions()).toEqual(upTo(42));
  });

  it('looks anew when the stream is removed under its hands', async () => {
    const writer = await openEventStream(nats.url);
    const { sequence } = await writer.end();
    await (await jetstreamManager(reader)).streams.delete(EVENT_STREAM);
    const message = { subject: 'evt.vm.started.1', id: 'e-1', position: 1, payload: '{}' };
    await expect(writer.append(sequence, [message])).rejects.toMatchObject({ code: 'feed.moved' });
    expect(await writer.end()).toEqual({ sequence: 0, last: null });
    expect(await writer.append(0, [message])).toBe(1);
    await writer.close();
  });

  it('begins a new stream after the position it is told', async () => {
    const position = await putVms(5);
    await isAt(start(6), position);
    expect(await positions()).toEqual([7, 8, 9, 10]);
  });

  it('misses nothing while the server is killed and comes back', async () => {
    const feed = start();
    await isAt(feed, await putVms(10));
    await nats.kill();
    const position = await putVms(10);
    await nats.start();
    await isAt(feed, position);
    expect(await positions()).toEqual(upTo(40));
  });

  it('writes nothing twice when two processes feed the same stream', async () => {
    const [one, other] = [start(), start()];
    const position = await putVms(100);
    await isAt(one, position);
    await isAt(other, position);
    expect(await positions()).toEqual(upTo(200));
  });

  it('leaves the copy of another log alone, and says so', async () => {
    await isAt(start(), await putVms(3));
    await stop();
    await store.close();
    store = openMemoryStore();
    recorder = new Recorder(store);
    await putVms(9);
    const feed = start();
    await expect
      .poll(() => feed.status)
      .toMatchObject({ status: 'off', reason: expect.stringContaining('the copy of another log') });
    expect(await positions()).toEqual(upTo(6));
  });
});

describe('without JetStream', () => {
  it('the feed is off, with its reason, and begins by itself once there is one', async () => {
    await begin(false);
    await putVms(1);
    const feed = start();
    const expected: Partial<NatsFeedStatus> = { status: 'off', reason: 'the nats-server has no JetStream' };
    await expect.poll(() => feed.status).toMatchObject(expected);
  });
});
