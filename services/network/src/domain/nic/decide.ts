/** Decides about nics. What makes them unique, MAC and address, is claimed in the same commit. */
import type { CommandOf, MessageOf, network } from '@chronovisor/contracts';
import { type Decider, type Refusal, assertNever, refuse } from '@chronovisor/kernel';
import { beingDeleted, notFound } from '../network/refusals.ts';
import type { Network } from '../network/state.ts';
import { evolve, type NicEvent } from './evolve.ts';
import { type Nic, unknownNic } from './state.ts';

type Create = CommandOf<MessageOf<typeof network.CreateNic>>;
type Delete = CommandOf<MessageOf<typeof network.DeleteNic>>;

/** `on`: the network as it is; `mac` and `address`: what was chosen and is claimed with it. */
export type CreateWithFacts = Create & {
  readonly on: Network;
  readonly chosen: { readonly mac: string; readonly address: string | null };
};
export type NicDecision = CreateWithFacts | Delete;

const isTheSame = ({ data }: Create, state: Nic & { status: 'present' }): boolean =>
  state.vmId === data.vmId &&
  state.hostId === data.hostId &&
  state.nic.networkId === data.networkId &&
  (data.mac === null || data.mac === state.nic.mac);

/** Why a nic cannot be on this network now, or null. */
export const objectionTo = ({ data }: Create, on: Network): Refusal | null => {
  if (on.status === 'none' || on.status === 'deleted') return notFound(data.networkId);
  if (on.status === 'deleting') return beingDeleted(on.name, on.request);
  if (on.kind === 'user') return null;
  if (data.forwards.length > 0) {
    return refuse('nic.forwards-need-user-network', `the network ${on.name} has no port forwards`, {
      hint: 'Reach the guest by its own address, or put the nic on a user network.',
    });
  }
  return on.hosts[data.hostId]?.status === 'active'
    ? null
    : refuse('network.not-active', `the network ${on.name} does not stand on the host ${data.hostId}`, {
        hint: 'Activate the network on that host first.',
      });
};

const create = (command: CreateWithFacts, state: Nic): readonly NicEvent[] | Refusal => {
  const { data, on, chosen } = command;
  if (state.status === 'present' && isTheSame(command, state)) return [];
  if (state.status !== 'none') return refuse('nic.id-taken', `the nic id ${data.nicId} was used before`);
  const objection = objectionTo(command, on);
  if (objection !== null) return objection;
  const { nicId, vmId, hostId, networkId, model, forwards, projectId } = data;
  const kind = on.status === 'declared' ? on.kind : 'user';
  const nic = { nicId, networkId, kind, mac: chosen.mac, model, address: chosen.address, forwards };
  return [
    {
      type: 'network.NicCreated',
      version: 1,
      data: { nicId, vmId, hostId, nic, ...(projectId === undefined ? {} : { projectId }) },
    },
  ];
};

const remove = ({ data }: Delete, state: Nic): readonly NicEvent[] => {
  if (state.status !== 'present') return [];
  const { vmId, nic } = state;
  const freed = { networkId: nic.networkId, mac: nic.mac, address: nic.address };
  return [
    {
      type: 'network.NicDeleted',
      version: 1,
      data: { nicId: data.nicId, vmId, ...freed } as (NicEvent & { type: 'network.NicDeleted' })['data'],
    },
  ];
};

const decide = (command: NicDecision, state: Nic): readonly NicEvent[] | Refusal => {
  switch (command.type) {
    case 'network.CreateNic':
      return create(command, state);
    case 'network.DeleteNic':
      return remove(command, state);
    default:
      return assertNever(command);
  }
};

export const nicDecider: Decider<NicDecision, Nic, NicEvent> = { initial: unknownNic, decide, evolve };
