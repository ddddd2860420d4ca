/** Finds and tries ports of this machine's own loopback. */
import { createServer } from 'node:net';

/** The port that could be listened on, 0 asking for any; `undefined` when it is taken. */
export const tryPort = (port: number, host = '127.0.0.1'): Promise<number | undefined> =>
  new Promise((done, failed) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? done(undefined) : failed(error),
    );
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      const got = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => done(got));
    });
  });

export const freePort = async (): Promise<number> => {
  const port = await tryPort(0);
  if (port === undefined) throw new Error('this machine has no free port left on its loopback');
  return port;
};
