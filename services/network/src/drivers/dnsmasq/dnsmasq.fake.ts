/** Servers in memory that answer a guest as a real one would. */
import type { Dnsmasq, Reservation, ServerWanted } from './dnsmasq.port.ts';

interface Server {
  readonly wanted: ServerWanted;
  readonly reservations: readonly Reservation[];
}

export interface FakeDnsmasq extends Dnsmasq {
  /** What a guest with this MAC is given, null for silence. */
  ask(networkId: string, mac: string): Promise<{ readonly address: string; readonly hostname: string } | null>;
  /** The server dies, as by a crash. */
  kill(networkId: string): Promise<void>;
}

export const fakeDnsmasq = (): FakeDnsmasq => {
  const servers = new Map<string, Server>();
  return {
    isAlive: async (networkId) => servers.has(networkId),
    ensure: async (wanted, reservations) => void servers.set(wanted.networkId, { wanted, reservations }),
    stop: async ({ networkId }) => void servers.delete(networkId),
    kill: async (networkId) => void servers.delete(networkId),
    ask: async (networkId, mac) => {
      const found = servers.get(networkId)?.reservations.find((reservation) => reservation.mac === mac);
      return found === undefined ? null : { address: found.address, hostname: found.hostname };
    },
  };
};
