/** A name for a socket that fits the kernel's 108 bytes, however deep its directory lies. */
import { open } from 'node:fs/promises';
import { createConnection, type Socket } from 'node:net';
import { once } from 'node:events';

export const connectIn = async (directory: string, name: string): Promise<Socket> => {
  const held = await open(directory, 'r');
  try {
    const socket = createConnection({ path: `/proc/self/fd/${held.fd}/${name}` });
    await once(socket, 'connect');
    return socket;
  } finally {
    await held.close();
  }
};
