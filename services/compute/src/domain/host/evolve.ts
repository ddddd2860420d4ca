/** Folds what happened to a host. */
import type { HostFacts } from '@chronovisor/contracts';
import type { Host, HostEvent } from './state.ts';

/** Told by two boot ids that differ: a host process alone that was started again has the same. */
const bootedSince = (state: Host, { bootId }: HostFacts): string | null => {
  if (state.status === 'unseen' || bootId === undefined) return null;
  const { facts, booted } = state;
  return facts.bootId === undefined || facts.bootId === bootId ? booted : bootId;
};

export const evolve = (state: Host, event: HostEvent): Host => {
  if (event.type === 'compute.HostJoined') {
    const { facts } = event.data;
    const settings = state.status === 'unseen' ? null : state.settings;
    return { status: 'speaking', facts, settings, booted: bootedSince(state, facts) };
  }
  if (state.status === 'unseen') return state;
  if (event.type === 'compute.HostUpdated') return { ...state, settings: event.data.settings };
  if (event.type === 'compute.HostAutostarted') return { ...state, booted: null };
  return { ...state, status: event.type === 'compute.HostLost' ? 'silent' : 'speaking' };
};
