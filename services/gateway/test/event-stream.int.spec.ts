import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { openMemoryStore, type EventStore } from '@chronovisor/event-store';
import { followLog, type FollowedLog } from '@chronovisor/testing';
import { newId } from '@chronovisor/kernel/ids';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EventStream } from '../src/inbound/http/records/event-stream.ts';
import { EventSource } from '../src/projections/feed/source.ts';
import { FeedView } from '../src/projections/feed/view.ts';
import { Recorder } from './recorder.ts';
import { created } from './samples.ts';

let store: EventStore;
let feed: FeedView;
let log: FollowedLog;
let server: Server;
let socket: Socket;
const runs: Promise<void>[] = [];
const responses: ServerResponse[] = [];

beforeEach(async () => {
  store = openMemoryStore();
  feed = new FeedView();
  log = followLog(store, feed);
  const source = new EventSource(store, feed);
  server = createServer((_request, response) => {
    responses.push(response);
    const parts = { source, feed, head: () => log.position };
    const from = { after: 0, matches: () => true };
    runs.push(new EventStream(response, parts, from, { pingMs: 20, patienceMs: 500 }).run());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  socket.destroy();
  await Promise.all(runs.splice(0));
  responses.splice(0);
  await new Promise((resolve) => server.close(resolve));
  await log.close();
  await store.close();
});

const request = (): Promise<void> =>
  new Promise((resolve) => {
    socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () => {
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
      resolve();
    });
  });

const text = (): { said: string } => {
  const heard = { said: '' };
  socket.on('data', (data) => (heard.said += String(data)));
  return heard;
};

it('keeps a silent line alive', async () => {
  await request();
  const heard = text();
  await expect.poll(() => heard.said.split(': ping\n\n').length).toBeGreaterThan(3);
  expect(heard.said).toContain('retry: 1000');
});

it('tells a reader that is too slow the last id, and cuts it', async () => {
  await request();
  socket.pause();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const recorder = new Recorder(store);
  const long = 'x'.repeat(900);
  for (let commit = 0; commit < 60; commit += 1) {
    const vmId = newId();
    const vms = Array.from({ length: 200 }, () => created(vmId, newId(), { name: 'x' }));
    await recorder.put(`vm-${vmId}`, ...vms.map((vm) => ({ ...vm, data: { ...(vm.data as object), long } as never })));
  }
  await expect.poll(() => responses[0]?.writableEnded, { timeout: 10_000 }).toBe(true);
  const heard = text();
  socket.resume();
  await closed;
  const positions = [...heard.said.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1]));
  expect(positions.length).toBeGreaterThan(0);
  expect(positions.length).toBeLessThan(60 * 200);
  expect(positions).toEqual(positions.map((_, index) => index + 1));
  expect(heard.said).toContain(
    `event: cut\ndata: {"reason":"the reader is too slow","lastEventId":${positions.length}}`,
  );
});
