/** What the decider remembers of a host: who it is, and whether it speaks. */
import type { computeEvents, HostFacts, MessageOf } from '@chronovisor/contracts';

export type HostEvent = Extract<
  MessageOf<(typeof computeEvents)[number]>,
  { type: 'compute.HostJoined' | 'compute.HostLost' | 'compute.HostReturned' }
>;

export type Host =
  | { readonly status: 'unseen' }
  | { readonly status: 'speaking'; readonly facts: HostFacts }
  | { readonly status: 'silent'; readonly facts: HostFacts };

export const noHost: Host = { status: 'unseen' };
