/** DHCP and DNS for the guests of one bridge: one server process per network. */

export interface ServerWanted {
  readonly networkId: string;
  readonly bridge: string;
  /** CIDR. */
  readonly subnet: string;
  /** The domain the guests' names are under. */
  readonly domain: string;
}

/** The address a MAC is given, and the name it is known by. Nobody else is given any address. */
export interface Reservation {
  readonly mac: string;
  readonly address: string;
  readonly hostname: string;
}

/** Every call is safe to repeat. The server outlives the process that started it. */
export interface Dnsmasq {
  isAlive(networkId: string): Promise<boolean>;
  /** Starts the server unless it is alive, and makes exactly these reservations known to it. */
  ensure(server: ServerWanted, reservations: readonly Reservation[]): Promise<void>;
  /** Ends it; gone already is fine. */
  stop(server: Pick<ServerWanted, 'networkId' | 'bridge'>): Promise<void>;
}
