/** Decides whether a network may go, and takes in which hosts have let go of it. */
import type { CommandOf, HostId, MessageOf, network } from '@chronovisor/contracts';
import { type Refusal, refuse } from '@chronovisor/kernel';
import type { NetworkEvent } from './evolve.ts';
import { notFound, requestOf } from './refusals.ts';
import type { Network, OnHost } from './state.ts';

type Delete = CommandOf<MessageOf<typeof network.DeleteNetwork>>;
/** `nics`: how many are on the network. */
export type DeleteWithFacts = Delete & { readonly nics: number };
type RecordInactive = CommandOf<MessageOf<typeof network.RecordNetworkInactive>>;
type RecordFailed = CommandOf<MessageOf<typeof network.RecordNetworkFailed>>;
type Decision = readonly NetworkEvent[] | Refusal;

/** Nobody will answer an activation once its network is going. */
const giveUp = ({ data }: Delete, hostId: string, onHost: OnHost): readonly NetworkEvent[] =>
  onHost.status !== 'activating'
    ? []
    : [
        {
          type: 'network.NetworkActivationFailed',
          version: 1,
          data: {
            networkId: data.networkId,
            hostId: hostId as HostId,
            problem: { code: 'network.deleted', message: 'the network was deleted meanwhile' },
            request: onHost.request,
          },
        },
      ];

export const remove = (command: DeleteWithFacts, state: Network): Decision => {
  const { networkId } = command.data;
  if (state.status === 'none') return notFound(networkId);
  if (state.status === 'deleting' || state.status === 'deleted') return [];
  if (command.nics > 0) {
    return refuse('network.in-use', `${command.nics} nics are on the network ${state.name}`, {
      hint: 'Delete the vms that use it first.',
    });
  }
  const request = requestOf(command.meta);
  const hosts = Object.entries(state.hosts);
  const hostIds = hosts.map(([hostId]) => hostId as HostId);
  return [
    ...hosts.flatMap(([hostId, onHost]) => giveUp(command, hostId, onHost)),
    { type: 'network.NetworkDeletionRequested', version: 1, data: { networkId, hostIds, request } },
    ...(hostIds.length === 0
      ? [{ type: 'network.NetworkDeleted' as const, version: 1, data: { networkId, request } }]
      : []),
  ];
};

/** Taken in also when the deletion has failed on another host meanwhile: it is true all the same. */
export const recordInactive = ({ data }: RecordInactive, state: Network): Decision => {
  if (state.status !== 'deleting' && state.status !== 'declared') return [];
  const { networkId, hostId } = data;
  if (state.hosts[hostId] === undefined || state.hosts[hostId].status === 'activating') return [];
  const gone: NetworkEvent = { type: 'network.NetworkDeactivated', version: 1, data: { networkId, hostId } };
  if (state.status === 'declared' || Object.keys(state.hosts).length > 1) return [gone];
  return [gone, { type: 'network.NetworkDeleted', version: 1, data: { networkId, request: state.request } }];
};

export const recordDeletionFailed = ({ data }: RecordFailed, state: Network): Decision => {
  if (state.status !== 'deleting' || state.request.commandId !== data.request.commandId) return [];
  return [{ type: 'network.NetworkDeletionFailed', version: 1, data }];
};
