/** TCP connections to guests, closed as soon as they have come about. */
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Machine } from '../qemu-process/qemu-process.port.ts';
import type { GuestPorts } from './guest-port.port.ts';
import { type Way, waysTo } from './ways.ts';

const withinMs = 1_000;
const lookEveryMs = 50;

const connected = (socket: Socket): Promise<boolean> =>
  new Promise((resolve) => {
    socket.setTimeout(withinMs, () => resolve(false));
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  });

/** Asks QEMU, since a forward takes a connection also where the guest refuses it or sleeps. */
const ledThrough = async (machine: Machine, { port }: Way, socket: Socket): Promise<boolean> => {
  for (const until = performance.now() + withinMs; performance.now() < until && !socket.closed;) {
    if (await machine.isLedThrough(port)) return true;
    await sleep(lookEveryMs);
  }
  return false;
};

const isOpen = async (machine: Machine, way: Way): Promise<boolean> => {
  const socket = connect({ host: way.address, port: way.port });
  try {
    return (await connected(socket)) && (!way.forwarded || (await ledThrough(machine, way, socket)));
  } finally {
    socket.on('error', () => {}); // A guest may still refuse what is being closed.
    socket.destroy();
  }
};

export const liveGuestPorts = (): GuestPorts => ({
  try: async (machine, port) => {
    const ways = waysTo(machine, port);
    if (ways.length === 0) return 'no-way';
    for (const way of ways) if (await isOpen(machine, way)) return 'open';
    return 'closed';
  },
});
