/** Guests that answer where they are told to: everywhere, without a word. */
import type { Machine } from '../qemu-process/qemu-process.port.ts';
import { waysTo } from './ways.ts';
import type { GuestPorts } from './guest-port.port.ts';

export const fakeGuestPorts = (isOpen: (machine: Machine, port: number) => boolean = () => true): GuestPorts => ({
  try: async (machine, port) => {
    if (waysTo(machine, port).length === 0) return 'no-way';
    return isOpen(machine, port) ? 'open' : 'closed';
  },
});
