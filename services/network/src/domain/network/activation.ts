/** Decides whether a network is to stand on a host, and takes in what the host says. */
import type { CommandOf, MessageOf, NetworkKind, network } from '@chronovisor/contracts';
import { type Refusal, refuse } from '@chronovisor/kernel';
import type { z } from 'zod';
import type { NetworkEvent } from './evolve.ts';
import { beingDeleted, notFound, requestOf } from './refusals.ts';
import type { Network, OnHost } from './state.ts';

/** What is known of the host asked for; null when no such host ever joined. */
export interface HostFacts {
  readonly name: string;
  readonly networks: readonly z.infer<typeof NetworkKind>[];
}

type Activate = CommandOf<MessageOf<typeof network.ActivateNetwork>>;
export type ActivateWithFacts = Activate & { readonly host: HostFacts | null };
type RecordActive = CommandOf<MessageOf<typeof network.RecordNetworkActive>>;
type RecordFailed = CommandOf<MessageOf<typeof network.RecordNetworkFailed>>;
type Decision = readonly NetworkEvent[] | Refusal;

const objectionTo = (host: HostFacts | null, { data }: Activate): Refusal | null => {
  if (host === null) {
    return refuse('host.not-found', `there is no host ${data.hostId}`, {
      hint: 'List the hosts and choose one of them.',
    });
  }
  if (!host.networks.includes('nat')) {
    return refuse('network.needs-root', `the host ${host.name} cannot make a nat network`, {
      hint: 'Start the host process as root with ip, nft and dnsmasq installed, or use the network "user".',
    });
  }
  return null;
};

const stands = (onHost: OnHost | undefined): boolean => onHost?.status === 'active' || onHost?.status === 'activating';

export const activate = (command: ActivateWithFacts, state: Network): Decision => {
  const { data, meta, host } = command;
  if (state.status === 'none' || state.status === 'deleted') return notFound(data.networkId);
  if (state.status === 'deleting') return beingDeleted(state.name, state.request);
  if (state.kind === 'user' || stands(state.hosts[data.hostId])) return [];
  const objection = objectionTo(host, command);
  if (objection !== null) return objection;
  const { networkId, hostId } = data;
  return [
    {
      type: 'network.NetworkActivationRequested',
      version: 1,
      data: { networkId, name: state.name, hostId, subnet: state.subnet, request: requestOf(meta) },
    },
  ];
};

const isSame = (a: network.Activation, b: network.Activation): boolean =>
  a.bridge === b.bridge && a.subnet === b.subnet && a.gateway === b.gateway;

/** A host that says it for the second time, or about a network that is on its way out, tells nothing new. */
export const recordActive = ({ data }: RecordActive, state: Network): Decision => {
  if (state.status !== 'declared') return [];
  const known = state.hosts[data.hostId];
  if (known === undefined || (known.status === 'active' && isSame(known.activation, data.activation))) return [];
  return [{ type: 'network.NetworkActivated', version: 1, data }];
};

export const recordActivationFailed = ({ data }: RecordFailed, state: Network): Decision => {
  if (state.status !== 'declared') return [];
  const known = state.hosts[data.hostId];
  if (known?.status !== 'activating' || known.request.commandId !== data.request.commandId) return [];
  return [{ type: 'network.NetworkActivationFailed', version: 1, data }];
};
