/** Lets an HTTP server end at once: of its open connections only those in the middle of an answer are waited for. */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

const SWEEP_MS = 50;

/**
 * Watches a server from its start. What it answers is put around the closing of the server. Browsers and HTTP clients open
 * connections in advance: Node takes one that has not carried a request yet for busy, and would wait for it.
 */
export const watchConnections = (server: Server): ((close: () => Promise<void>) => Promise<void>) => {
  const unused = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', ({ socket }) => unused.delete(socket));
  server.on('upgrade', ({ socket }) => unused.delete(socket));

  const sweep = (): void => {
    for (const socket of unused) socket.destroy();
    // One whose last answer was under way when closing began would be kept for another request that nobody takes.
    server.closeIdleConnections();
  };

  return async (close) => {
    const sweeping = setInterval(sweep, SWEEP_MS);
    try {
      await close();
    } finally {
      clearInterval(sweeping);
    }
  };
};
