/** Decides about networks: declared here, made by hosts when a nic first needs them. Pure: facts arrive with the command. */
import type { CommandOf, MessageOf, network } from '@chronovisor/contracts';
import { type Decider, type Refusal, assertNever } from '@chronovisor/kernel';
import { activate, type ActivateWithFacts, recordActive, recordActivationFailed } from './activation.ts';
import { create } from './creation.ts';
import { type DeleteWithFacts, recordDeletionFailed, recordInactive, remove } from './deletion.ts';
import { evolve, type NetworkEvent } from './evolve.ts';
import { label } from './labels.ts';
import { type Network, unknownNetwork } from './state.ts';

export type NetworkDecision =
  | CommandOf<
      MessageOf<
        | typeof network.CreateNetwork
        | typeof network.LabelNetwork
        | typeof network.RecordNetworkActive
        | typeof network.RecordNetworkFailed
        | typeof network.RecordNetworkInactive
      >
    >
  | ActivateWithFacts
  | DeleteWithFacts;

const decide = (command: NetworkDecision, state: Network): readonly NetworkEvent[] | Refusal => {
  switch (command.type) {
    case 'network.CreateNetwork':
      return create(command, state);
    case 'network.LabelNetwork':
      return label(command, state);
    case 'network.ActivateNetwork':
      return activate(command, state);
    case 'network.DeleteNetwork':
      return remove(command, state);
    case 'network.RecordNetworkActive':
      return recordActive(command, state);
    case 'network.RecordNetworkFailed':
      return state.status === 'deleting'
        ? recordDeletionFailed(command, state)
        : recordActivationFailed(command, state);
    case 'network.RecordNetworkInactive':
      return recordInactive(command, state);
    default:
      return assertNever(command);
  }
};

export const networkDecider: Decider<NetworkDecision, Network, NetworkEvent> = {
  initial: unknownNetwork,
  decide,
  evolve,
};
