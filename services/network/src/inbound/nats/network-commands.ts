/** Takes commands about networks: brings the facts, claims or frees the name, and has the domain decide. */
import type { CommandEnvelope, CommandOf, MessageOf, Reply, network } from '@chronovisor/contracts';
import {
  type AnyPart,
  type EventStore,
  type Executed,
  type Executor,
  claimPart,
  releasePart,
} from '@chronovisor/event-store';
import { type ReplyExtras, type Tail, eventMeta, toReply } from '@chronovisor/nest';
import { type NetworkDecision, networkDecider } from '../../domain/network/decide.ts';
import type { Network } from '../../domain/network/state.ts';
import type { HostsView } from '../../projections/hosts/view.ts';
import type { LeasesView } from '../../projections/leases/view.ts';
import { onFreshState } from './attempts.ts';
import type { Gate } from './gate.ts';

export interface Parts {
  readonly store: EventStore;
  readonly executor: Executor;
  readonly tail: Tail;
  readonly hosts: HostsView;
  readonly leases: LeasesView;
  readonly gate: Gate;
}

type On<D> = CommandOf<MessageOf<D>>;

export const networkStream = (networkId: string): string => `network-${networkId}`;

const nameOf = (name: string, networkId: string) => ({ kind: 'network-name', key: name, owner: networkId });

/** Whether the decision, taken on this state, is the one that ends the network. */
const isLastWord = (command: NetworkDecision, state: Network): boolean => {
  if (state.status !== 'declared' && state.status !== 'deleting') return false;
  const hosts = Object.keys(state.hosts);
  if (command.type === 'network.DeleteNetwork') return state.status === 'declared' && hosts.length === 0;
  if (command.type !== 'network.RecordNetworkInactive') return false;
  return state.status === 'deleting' && hosts.length === 1 && hosts[0] === command.data.hostId;
};

const withName = (command: NetworkDecision, state: Network): readonly AnyPart[] => {
  if (command.type === 'network.CreateNetwork' && state.status === 'none') {
    return [claimPart({ ...nameOf(command.data.name, command.data.networkId), refusalCode: 'network.name-taken' })];
  }
  if (state.status === 'none' || state.status === 'deleted' || !isLastWord(command, state)) return [];
  return [releasePart(nameOf(state.name, state.networkId))];
};

/** What the sender of an activation needs beside the events. */
const extrasOf = (command: NetworkDecision, executed: Executed<Network>): ReplyExtras => {
  if (command.type !== 'network.ActivateNetwork' || !executed.ok || executed.state.status !== 'declared') return {};
  const { state } = executed;
  const onHost = state.hosts[command.data.hostId];
  if (onHost?.status === 'activating') return { joined: onHost.request };
  return { result: onHost?.status === 'active' ? onHost.activation : null };
};

const execute = async (parts: Parts, envelope: CommandEnvelope, command: NetworkDecision): Promise<Reply> => {
  const { executor } = parts;
  const of = { stream: networkStream(command.data.networkId), decider: networkDecider };
  const { commandId, expectedRevision } = command.meta;
  const executed = await onFreshState(expectedRevision, async () => {
    const { state, revision } = await executor.load(of);
    return executor.execute({
      ...of,
      command,
      commandId,
      meta: eventMeta(envelope),
      expectedRevision: expectedRevision ?? revision,
      also: withName(command, state),
    });
  });
  return toReply(envelope, executed, extrasOf(command, executed));
};

const remove = (parts: Parts, envelope: CommandEnvelope): Promise<Reply> => {
  const command = envelope as On<typeof network.DeleteNetwork>;
  const { networkId } = command.data;
  return parts.gate.alone(networkId, async () => {
    // Nobody adds a nic now, so the view that has seen all of the log sees every nic there is.
    await parts.tail.waitFor(await parts.store.head());
    return execute(parts, envelope, { ...command, nics: parts.leases.nicsOn(networkId) });
  });
};

export const takeNetworkCommand = (parts: Parts, envelope: CommandEnvelope): Promise<Reply> => {
  if (envelope.type === 'network.DeleteNetwork') return remove(parts, envelope);
  if (envelope.type === 'network.ActivateNetwork') {
    const command = envelope as On<typeof network.ActivateNetwork>;
    return execute(parts, envelope, { ...command, host: parts.hosts.find(command.data.hostId) });
  }
  return execute(parts, envelope, envelope as NetworkDecision);
};
