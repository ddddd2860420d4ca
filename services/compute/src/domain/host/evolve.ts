/** Folds what happened to a host. */
import type { Host, HostEvent } from './state.ts';

export const evolve = (state: Host, event: HostEvent): Host => {
  if (event.type === 'compute.HostJoined') return { status: 'speaking', facts: event.data.facts };
  if (state.status === 'unseen') return state;
  return { status: event.type === 'compute.HostLost' ? 'silent' : 'speaking', facts: state.facts };
};
