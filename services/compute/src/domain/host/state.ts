/** What the decider remembers of a host: who it is, and whether it speaks. */
import type {
  computeEvents,
  HostAutostarted,
  HostFacts,
  hostSettingEvents,
  Labels,
  MessageOf,
  Overcommit,
  Request,
  strangerEvents,
} from '@chronovisor/contracts';

export type HostEvent =
  | Extract<
      MessageOf<(typeof computeEvents)[number]>,
      { type: 'compute.HostJoined' | 'compute.HostLost' | 'compute.HostReturned' }
    >
  | MessageOf<(typeof hostSettingEvents)[number]>
  | MessageOf<typeof HostAutostarted>
  | MessageOf<(typeof strangerEvents)[number]>;

/** What people say about it; stays through its restarts. */
export interface Settings {
  readonly labels: Labels;
  readonly overcommit: Overcommit;
}

/** Something of no vm. */
export interface KnownStranger {
  readonly field: string;
  /** Of a process. */
  readonly startTicks: number | null;
  /** Who asked for it to go; null when nobody did. */
  readonly repair: Request | null;
}

interface Seen {
  readonly facts: HostFacts;
  readonly settings: Settings | null;
  /** The boot after which its vms have still to be started; null when there is none. */
  readonly booted: string | null;
  /** What it has of no vm; stays through its restarts. */
  readonly strangers: readonly KnownStranger[];
}

export type Host =
  | { readonly status: 'unseen' }
  | ({ readonly status: 'speaking' } & Seen)
  | ({ readonly status: 'silent' } & Seen);

export const noHost: Host = { status: 'unseen' };
