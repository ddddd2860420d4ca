/** What the decider remembers of a host: who it is, and whether it speaks. */
import type {
  computeEvents,
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
  | MessageOf<(typeof hostSettingEvents)[number]>;

/** What people say about it; stays through its restarts. */
export interface Settings {
  readonly labels: Labels;
  readonly overcommit: Overcommit;
}

export type Host =
  | { readonly status: 'unseen' }
  | { readonly status: 'speaking'; readonly facts: HostFacts; readonly settings: Settings | null }
  | { readonly status: 'silent'; readonly facts: HostFacts; readonly settings: Settings | null };

export const noHost: Host = { status: 'unseen' };
