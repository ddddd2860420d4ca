/** A name for a socket that fits the kernel's 108 bytes, however deep its directory lies. */
import { open } from 'node:fs/promises';
import { createConnection, type Socket } from 'node:net';
import { once } from 'node:events';

export const connectIn = async (directory: string, name: string): Promise<Socket> => {
  const held = await open(directory, 'r');
  try {
    const socket = createConnection({ path: `/proc/self/fd/${held.fd}/${name}` });
    await once(socket, 'connect');
    // A QEMU that ends right now resets the line: an error that nobody listens to would end the host process.
    socket.on('error', () => {});
    return socket;
  } finally {
    await held.close();
  }
};
