/** Folds what happened to a host. */
import type { HostFacts } from '@chronovisor/contracts';
import type { Host, HostEvent, KnownStranger } from './state.ts';

/** Told by two boot ids that differ: a host process alone that was started again has the same. */
const bootedSince = (state: Host, { bootId }: HostFacts): string | null => {
  if (state.status === 'unseen' || bootId === undefined) return null;
  const { facts, booted } = state;
  return facts.bootId === undefined || facts.bootId === bootId ? booted : bootId;
};

type StrangerEvent = Extract<HostEvent, { type: `compute.HostDrift${string}` }>;

const isOfStrangers = (event: HostEvent): event is StrangerEvent => event.type.startsWith('compute.HostDrift');

const withRepair = (strangers: readonly KnownStranger[], field: string, by: KnownStranger['repair']) =>
  strangers.map((stranger) => (stranger.field === field ? { ...stranger, repair: by } : stranger));

const evolveStrangers = (strangers: readonly KnownStranger[], event: StrangerEvent): readonly KnownStranger[] => {
  const { field } = event.data;
  switch (event.type) {
    case 'compute.HostDriftDetected':
      return [...strangers, { field, startTicks: event.data.startTicks ?? null, repair: null }];
    case 'compute.HostDriftRepairRequested':
      return withRepair(strangers, field, event.data.request);
    case 'compute.HostDriftRepairFailed':
      return withRepair(strangers, field, null);
    default:
      return strangers.filter((stranger) => stranger.field !== field);
  }
};

export const evolve = (state: Host, event: HostEvent): Host => {
  if (event.type === 'compute.HostJoined') {
    const { facts } = event.data;
    const settings = state.status === 'unseen' ? null : state.settings;
    const strangers = state.status === 'unseen' ? [] : state.strangers;
    return { status: 'speaking', facts, settings, booted: bootedSince(state, facts), strangers };
  }
  if (state.status === 'unseen') return state;
  if (event.type === 'compute.HostUpdated') return { ...state, settings: event.data.settings };
  if (event.type === 'compute.HostAutostarted') return { ...state, booted: null };
  if (isOfStrangers(event)) return { ...state, strangers: evolveStrangers(state.strangers, event) };
  return { ...state, status: event.type === 'compute.HostLost' ? 'silent' : 'speaking' };
};
