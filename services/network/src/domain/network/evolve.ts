/** Folds what happened to one network. */
import type { MessageOf, Request, network } from '@chronovisor/contracts';
import { assertNever } from '@chronovisor/kernel';
import type { Network, OnHost } from './state.ts';

export type NetworkEvent = MessageOf<
  | typeof network.NetworkCreated
  | typeof network.NetworkActivationRequested
  | typeof network.NetworkActivated
  | typeof network.NetworkActivationFailed
  | typeof network.NetworkDeletionRequested
  | typeof network.NetworkDeactivated
  | typeof network.NetworkDeleted
  | typeof network.NetworkDeletionFailed
  | typeof network.NetworkLabelled
>;

const withHost = (state: Network, hostId: string, onHost: OnHost): Network =>
  state.status === 'declared' || state.status === 'deleting'
    ? { ...state, hosts: { ...state.hosts, [hostId]: onHost } }
    : state;

const withoutHost = (state: Network, hostId: string): Network => {
  if (state.status !== 'declared' && state.status !== 'deleting') return state;
  const { [hostId]: _gone, ...hosts } = state.hosts;
  return { ...state, hosts };
};

/** A host given up while it was making the network may have parts of it as well. */
const asDeleting = (state: Network, request: Request, hostIds: readonly string[]): Network => {
  if (state.status !== 'declared') return state;
  const hosts = hostIds.map((hostId) => [hostId, state.hosts[hostId] ?? { status: 'leaving' }] as const);
  return { ...state, status: 'deleting', request, hosts: Object.fromEntries<OnHost>(hosts) };
};

const asDeclared = (state: Network): Network => {
  if (state.status !== 'deleting') return state;
  const { request: _over, ...declaration } = state;
  return { ...declaration, status: 'declared' };
};

export const evolve = (state: Network, event: NetworkEvent): Network => {
  switch (event.type) {
    case 'network.NetworkCreated': {
      const { networkId, name, networkKind, subnet, labels = {} } = event.data;
      return { status: 'declared', networkId, name, kind: networkKind, subnet, labels, hosts: {} };
    }
    case 'network.NetworkActivationRequested':
      return withHost(state, event.data.hostId, { status: 'activating', request: event.data.request });
    case 'network.NetworkActivated':
      return withHost(state, event.data.hostId, { status: 'active', activation: event.data.activation });
    case 'network.NetworkActivationFailed':
    case 'network.NetworkDeactivated':
      return withoutHost(state, event.data.hostId);
    case 'network.NetworkDeletionRequested':
      return asDeleting(state, event.data.request, event.data.hostIds);
    case 'network.NetworkLabelled':
      return state.status === 'declared' || state.status === 'deleting'
        ? { ...state, labels: event.data.labels }
        : state;
    case 'network.NetworkDeletionFailed':
      return asDeclared(state);
    case 'network.NetworkDeleted':
      return state.status === 'none' ? state : { status: 'deleted', networkId: state.networkId, name: state.name };
    default:
      return assertNever(event);
  }
};
