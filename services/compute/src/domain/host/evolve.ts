/** Folds what happened to a host. */
import type { Host, HostEvent } from './state.ts';

export const evolve = (state: Host, event: HostEvent): Host => {
  if (event.type === 'compute.HostJoined') {
    const settings = state.status === 'unseen' ? null : state.settings;
    return { status: 'speaking', facts: event.data.facts, settings };
  }
  if (state.status === 'unseen') return state;
  if (event.type === 'compute.HostUpdated') return { ...state, settings: event.data.settings };
  return { ...state, status: event.type === 'compute.HostLost' ? 'silent' : 'speaking' };
};
