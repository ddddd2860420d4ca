/** A wire between the command line and a gateway that can be cut and led elsewhere, as a restart of the gateway would. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Relay {
  readonly url: string;
  /** Ends every connection there is; new ones go where `lead` says, or are turned away. */
  cut(): void;
  lead(url: string | null): void;
  stop(): Promise<void>;
}

export const startRelay = async (url: string): Promise<Relay> => {
  const sockets = new Set<Socket>();
  let target: string | null = url;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A cut wire is what this is for.
    socket.on('error', () => socket.destroy());
  };
  const server = createServer((near) => {
    keep(near);
    if (target === null) return void near.destroy();
    const { hostname, port } = new URL(target);
    const far = connect(Number(port), hostname);
    keep(far);
    near.pipe(far).pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => sockets.forEach((socket) => socket.destroy());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    lead: (next) => void (target = next),
    stop: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
};
