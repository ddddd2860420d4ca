/** Decides whether a network may be declared. */
import type { CommandOf, MessageOf, network } from '@chronovisor/contracts';
import { type Refusal, refuse } from '@chronovisor/kernel';
import type { NetworkEvent } from './evolve.ts';
import { requestOf } from './refusals.ts';
import type { Network } from './state.ts';
import { isNetworkAddress, liesIn, rangeOf } from './subnet.ts';

type Create = CommandOf<MessageOf<typeof network.CreateNetwork>>;

/** Addresses nobody else on the internet answers to: RFC 1918 and the shared space of RFC 6598. */
const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];
const LARGEST = 16;
/** Room for the gateway and five guests. */
const SMALLEST = 29;

const invalid = (detail: string, hint: string): Refusal =>
  refuse('network.subnet-invalid', detail, { hint, errors: [{ pointer: '/subnet', detail }] });

const objectionTo = (subnet: string): Refusal | null => {
  const { prefix } = rangeOf(subnet);
  if (prefix < LARGEST || prefix > SMALLEST) {
    return invalid(
      `${subnet} is too ${prefix < LARGEST ? 'large' : 'small'}`,
      `Use a prefix from /${LARGEST} to /${SMALLEST}.`,
    );
  }
  if (!isNetworkAddress(subnet)) {
    return invalid(
      `${subnet} has bits set behind its prefix`,
      'Write the first address of the subnet, such as 10.177.3.0/24.',
    );
  }
  if (!privateRanges.some((range) => liesIn(subnet, range))) {
    return invalid(`${subnet} is not a private subnet`, `Choose one inside ${privateRanges.join(', ')}.`);
  }
  return null;
};

const isTheSame = ({ data }: Create, state: Network & { status: 'declared' }): boolean =>
  state.name === data.name && state.kind === data.networkKind && state.subnet === data.subnet;

export const create = (command: Create, state: Network): readonly NetworkEvent[] | Refusal => {
  const { data, meta } = command;
  if (state.status === 'declared' && isTheSame(command, state)) return [];
  if (state.status !== 'none') return refuse('network.id-taken', `the network id ${data.networkId} was used before`);
  if (data.networkKind === 'user' && data.subnet !== null) {
    return invalid('a user network has its subnet from QEMU', 'Leave the subnet out, or make a nat network.');
  }
  const objection = data.subnet === null ? null : objectionTo(data.subnet);
  if (objection !== null) return objection;
  return [{ type: 'network.NetworkCreated', version: 1, data: { ...data, request: requestOf(meta) } }];
};
