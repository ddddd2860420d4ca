/** Holds our own nats-server to its promises: credentials, a remembered port, secrets that nobody else can read. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { liveMachine } from '@chronovisor/doctor';
import { openEventStream } from '@chronovisor/bus';
import { EVENT_STREAM } from '@chronovisor/bus/subjects';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { configFrom } from './config.ts';
import { natsAnswers, prepareNats, type NatsPlace } from './nats-server.ts';
import { natsPlan } from './processes.ts';
import { supervise, type Supervised } from './supervised.ts';

let folder = '';
const running: Supervised[] = [];
const servers: Server[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chrono-nats-'));
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop(5_000)));
  await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done))));
  rmSync(folder, { recursive: true, force: true });
});

const startNats = async (place: NatsPlace): Promise<Supervised> => {
  const config = configFrom({ ...process.env, CHRONO_DATA_DIR: folder }, liveMachine(process.env).which);
  const nats = supervise(natsPlan(config, place), () => {});
  running.push(nats);
  nats.start();
  while (!(await natsAnswers(place.port))) await new Promise((done) => setTimeout(done, 20));
  return nats;
};

const open = (url: string): Promise<NatsConnection> => {
  const { host, username, password } = new URL(url);
  return connect({ servers: host, user: username, pass: password, inboxPrefix: `_INBOX.${username}` });
};

/** What the server refuses, as it comes. */
const errorsOf = (connection: NatsConnection): readonly string[] => {
  const errors: string[] = [];
  const watch = async (): Promise<void> => {
    for await (const status of connection.status()) if (status.type === 'error') errors.push(String(status.error));
  };
  void watch();
  return errors;
};

describe('our nats-server', () => {
  it('lets in whoever has the credentials, and nobody else', async () => {
    const place = await prepareNats(folder);
    await startNats(place);
    const servers = `127.0.0.1:${place.port}`;
    const connection = await connect({ servers, user: place.user, pass: place.password });
    expect(connection.info?.max_payload).toBe(8 * 1024 ** 2);
    await connection.close();
    await expect(connect({ servers, reconnect: false })).rejects.toThrow(/authoriz/i);
  });

  it('has the same port and credentials after a restart', async () => {
    const place = await prepareNats(folder);
    await (await startNats(place)).stop(5_000);
    expect(await prepareNats(folder)).toEqual(place);
  });

  it('takes another port when its own was taken meanwhile', async () => {
    const place = await prepareNats(folder);
    const server = createServer();
    servers.push(server);
    await new Promise<void>((done) => server.listen(place.port, '127.0.0.1', done));
    const other = await prepareNats(folder);
    expect(other.port).not.toBe(place.port);
    expect(other.password).toBe(place.password);
  });

  it('keeps its secrets in files of its owner', async () => {
    const place = await prepareNats(folder);
    for (const file of ['nats.conf', 'settings.json', 'url', 'reader-url']) {
      expect(statSync(join(folder, 'nats', file)).mode & 0o777).toBe(0o600);
    }
    expect(readFileSync(join(folder, 'nats', 'url'), 'utf8').trim()).toBe(place.url);
  });

  it('lets a reader of events read, keep a place of its own, and nothing else', async () => {
    const place = await prepareNats(folder);
    await startNats(place);
    const writer = await openEventStream(place.feedUrl);
    await writer.end();
    await writer.append(0, [{ subject: 'evt.vm.started.1', id: 'e-1', position: 1, payload: '{"id":"e-1"}' }]);
    const reader = await open(readFileSync(join(folder, 'nats', 'reader-url'), 'utf8').trim());
    const bus = await open(place.url);
    const heard: string[] = [];
    reader.subscribe('evt.>', { callback: (_error, { subject }) => void heard.push(subject) });
    const consumers = await jetstreamManager(reader);
    await consumers.consumers.add(EVENT_STREAM, { durable_name: 'reader', ack_policy: 'explicit' });
    const message = await (await jetstream(reader).consumers.get(EVENT_STREAM, 'reader')).next({ expires: 5_000 });
    expect(message?.string()).toBe('{"id":"e-1"}');
    expect(await message?.ackAck()).toBe(true);

    const refused = errorsOf(reader);
    reader.subscribe('cmd.>', { callback: () => undefined });
    reader.publish('evt.vm.started.2', 'forged');
    reader.publish(`$JS.API.STREAM.DELETE.${EVENT_STREAM}`, '');
    await expect.poll(() => refused.length).toBe(3);
    bus.publish('cmd.compute.StartVm', 'for services only');
    await bus.flush();
    await writer.append(1, [{ subject: 'evt.vm.stopped.1', id: 'e-2', position: 2, payload: '{}' }]);
    await expect.poll(() => heard).toEqual(['evt.vm.stopped.1']);
    await Promise.all([reader.close(), bus.close(), writer.close()]);
  });

  it('lets no reader of events do harm, nor touch the place of another', async () => {
    const place = await prepareNats(folder, { readers: ['mallory'] });
    await startNats(place);
    const writer = await openEventStream(place.feedUrl);
    await writer.end();
    await writer.append(0, [{ subject: 'evt.vm.started.1', id: 'e-1', position: 1, payload: '{"id":"e-1"}' }]);
    const urlIn = (file: string): string => readFileSync(join(folder, 'nats', file), 'utf8').trim();
    const [reader, mallory] = [await open(urlIn('reader-url')), await open(urlIn('reader-mallory-url'))];
    const places = (await jetstreamManager(reader)).consumers;
    await places.add(EVENT_STREAM, { durable_name: 'reader', ack_policy: 'explicit' });
    const own = `${EVENT_STREAM}.reader`;
    const config = { stream_name: EVENT_STREAM, config: { durable_name: 'reader', filter_subject: 'evt.none' } };
    const forbidden: readonly (readonly [string, unknown])[] = [
      ['evt.vm.started.2', {}],
      [`$JS.API.STREAM.DELETE.${EVENT_STREAM}`, ''],
      [`$JS.API.STREAM.PURGE.${EVENT_STREAM}`, ''],
      [`$JS.API.STREAM.UPDATE.${EVENT_STREAM}`, { name: EVENT_STREAM, subjects: ['evt.none'] }],
      [`$JS.API.STREAM.MSG.DELETE.${EVENT_STREAM}`, { seq: 1 }],
      ['$JS.API.STREAM.CREATE.OTHER', { name: 'OTHER', subjects: ['other'] }],
      ['$JS.API.STREAM.LIST', ''],
      [`$JS.API.CONSUMER.LIST.${EVENT_STREAM}`, ''],
      [`$JS.API.CONSUMER.INFO.${own}`, ''],
      [`$JS.API.CONSUMER.DELETE.${own}`, ''],
      [`$JS.API.CONSUMER.CREATE.${own}`, config],
      [`$JS.API.CONSUMER.CREATE.${EVENT_STREAM}`, { stream_name: EVENT_STREAM, config: {} }],
      [`$JS.API.CONSUMER.DURABLE.CREATE.${own}`, config],
      [`$JS.API.CONSUMER.MSG.NEXT.${own}`, ''],
      [`$JS.ACK.${own}.1.1.1.1.1`, ''],
      ['_INBOX.reader.x', ''],
    ];
    const refused = errorsOf(mallory);
    for (const [subject, body] of forbidden) mallory.publish(subject, body === '' ? '' : JSON.stringify(body));
    for (const subject of ['>', 'cmd.>', '_INBOX.>', '$JS.>'])
      mallory.subscribe(subject, { callback: () => undefined });
    await expect.poll(() => refused.length).toBe(forbidden.length + 4);
    const { num_pending: pending, config: kept } = await places.info(EVENT_STREAM, 'reader');
    expect([pending, kept.filter_subject]).toEqual([1, undefined]);
    expect(await writer.end()).toMatchObject({ sequence: 1 });
    await Promise.all([reader.close(), mallory.close(), writer.close()]);
  });

  it('lets no reader have the server do for it what it may not do itself', async () => {
    const place = await prepareNats(folder);
    await startNats(place);
    const writer = await openEventStream(place.feedUrl);
    await writer.end();
    await writer.append(0, [{ subject: 'evt.vm.started.1', id: 'e-1', position: 1, payload: '' }]);
    const reader = await open(readFileSync(join(folder, 'nats', 'reader-url'), 'utf8').trim());
    const places = (await jetstreamManager(reader)).consumers;
    const targets = [
      `$JS.API.STREAM.DELETE.${EVENT_STREAM}`,
      `$JS.API.STREAM.PURGE.${EVENT_STREAM}`,
      'evt.vm.forged.1',
    ];
    for (const deliver_subject of targets) {
      await places
        .add(EVENT_STREAM, { durable_name: 'reader', ack_policy: 'none', deliver_subject })
        .catch((error: unknown) => error);
      await reader.flush();
      expect(await writer.end()).toMatchObject({ sequence: 1 });
      await places.delete(EVENT_STREAM, 'reader').catch((error: unknown) => error);
    }
    await Promise.all([reader.close(), writer.close()]);
  });

  it('is told apart from any other server on a port', async () => {
    const server = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    servers.push(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect(await natsAnswers(port)).toBe(false);
    expect(await natsAnswers(1)).toBe(false);
  });
});
