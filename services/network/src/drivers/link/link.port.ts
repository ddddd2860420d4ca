/** The host's network interfaces: bridges and TAPs of ours, and the routes of everybody. */

export interface LinkSeen {
  readonly name: string;
  readonly kind: 'bridge' | 'tap' | 'other';
  readonly up: boolean;
  /** The bridge it is a port of. */
  readonly master: string | null;
  /** IPv4 with prefix, e.g. `10.177.3.1/24`. */
  readonly addresses: readonly string[];
}

export interface Route {
  /** CIDR; the default route is left out. */
  readonly destination: string;
  readonly device: string;
}

export interface BridgeWanted {
  readonly name: string;
  /** Its IPv4 with prefix. */
  readonly address: string;
  /** Fixed, because a bridge without one takes another with every port. */
  readonly mac: string;
}

/** Look first, then do what is missing: every call is safe to repeat. Fault `link.foreign` when the name is another's. */
export interface Link {
  list(): Promise<readonly LinkSeen[]>;
  routes(): Promise<readonly Route[]>;
  ensureBridge(bridge: BridgeWanted): Promise<void>;
  /** A TAP that is up and a port of the bridge. */
  ensureTap(name: string, bridge: string): Promise<void>;
  /** Only bridges and TAPs of ours; gone already is fine. */
  remove(name: string): Promise<void>;
}
