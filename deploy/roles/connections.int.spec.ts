/** Holds the end of an HTTP server to what it has to wait for, and to nothing else. */
import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import { type AddressInfo, type Socket, connect } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';

import { watchConnections } from './connections.ts';

const sockets: Socket[] = [];

afterEach(() => sockets.splice(0).forEach((socket) => socket.destroy()));

const open = async (server: Server): Promise<Socket> => {
  const socket = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
  sockets.push(socket);
  await Promise.all([once(socket, 'connect'), once(server, 'connection')]);
  return socket;
};

/** Answers `/` at once and `/slow` when it is let go. */
const serve = async () => {
  const slow = Promise.withResolvers<void>();
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    if (request.url === '/') response.end('quick');
    else void slow.promise.then(() => response.end('slow'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const around = watchConnections(server);
  const close = (): Promise<void> => around(() => new Promise((done) => void server.close(() => done())));
  return { server, close, finish: slow.resolve };
};

const ask = (socket: Socket, path: string): void => void socket.write(`GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`);

describe('a server that ends', () => {
  it('does not wait for a connection that never asked anything', async () => {
    const { server, close } = await serve();
    const socket = await open(server);
    const left = once(socket.resume(), 'close');
    await close();
    await left;
    expect(server.listening).toBe(false);
  });

  it('does not wait for a connection that is kept for another request', async () => {
    const { server, close } = await serve();
    const socket = await open(server);
    ask(socket, '/');
    await once(socket, 'data');
    const left = once(socket, 'close');
    await close();
    await left;
    expect(server.listening).toBe(false);
  });

  it('waits for the answer that is under way, and no longer', async () => {
    const { server, close, finish } = await serve();
    const socket = await open(server);
    const asked = once(server, 'request');
    ask(socket, '/slow');
    await asked;
    const closing = close();
    finish();
    const [data] = (await once(socket, 'data')) as [Buffer];
    expect(data.toString()).toContain('slow');
    await closing;
  });
});
