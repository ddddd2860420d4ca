/** What the decider remembers of a host: who it is, and whether it speaks. */
import type {
  computeEvents,
  HostAutostarted,
  HostFacts,
  hostSettingEvents,
  Labels,
  MessageOf,
  Overcommit,
} from '@chronovisor/contracts';

export type HostEvent =
  | Extract<
      MessageOf<(typeof computeEvents)[number]>,
      { type: 'compute.HostJoined' | 'compute.HostLost' | 'compute.HostReturned' }
    >
  | MessageOf<(typeof hostSettingEvents)[number]>
  | MessageOf<typeof HostAutostarted>;

/** What people say about it; stays through its restarts. */
export interface Settings {
  readonly labels: Labels;
  readonly overcommit: Overcommit;
}

interface Seen {
  readonly facts: HostFacts;
  readonly settings: Settings | null;
  /** The boot after which its vms have still to be started; null when there is none. */
  readonly booted: string | null;
}

export type Host =
  | { readonly status: 'unseen' }
  | ({ readonly status: 'speaking' } & Seen)
  | ({ readonly status: 'silent' } & Seen);

export const noHost: Host = { status: 'unseen' };
