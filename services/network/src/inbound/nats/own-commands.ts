/** Commands the service gives itself: the networks every installation begins with, and the failures of hosts that refuse. */
import type { CommandEnvelope, Problem, Reply } from '@chronovisor/contracts';
import { Fault } from '@chronovisor/kernel';
import { derivedId } from '@chronovisor/kernel/ids';
import { networkDecider } from '../../domain/network/decide.ts';
import type { HostWork } from '../../domain/network/host-work.ts';
import { type Parts, networkStream, takeNetworkCommand } from './network-commands.ts';

/** Fixed for ever: a network that was deleted keeps its id and is not made again. */
const CRADLE = '01900000-0000-7000-8000-6e6574776f72';
const SEEDS = [
  { name: 'user', networkKind: 'user' },
  { name: 'default', networkKind: 'nat' },
] as const;

interface Own {
  readonly type: string;
  readonly data: unknown;
  readonly commandId: string;
  readonly operationId: string;
}

const envelopeOf = ({ type, data, commandId, operationId }: Own): CommandEnvelope =>
  ({
    type,
    version: 1,
    data,
    meta: {
      commandId,
      operationId,
      correlationId: operationId,
      actor: { kind: 'system', id: 'network' },
      at: new Date().toISOString(),
    },
  }) as CommandEnvelope;

/** Resolves with the refusals met: a name that somebody else took is theirs. */
export const seedNetworks = async (parts: Parts): Promise<readonly (Reply & { kind: 'refusal' })[]> => {
  const refused: (Reply & { kind: 'refusal' })[] = [];
  for (const seed of SEEDS) {
    const networkId = derivedId(CRADLE, seed.name);
    const { state } = await parts.executor.load({ stream: networkStream(networkId), decider: networkDecider });
    if (state.status !== 'none') continue;
    const commandId = derivedId(networkId, 'seed');
    const data = { networkId, ...seed, subnet: null };
    const reply = await takeNetworkCommand(
      parts,
      envelopeOf({ type: 'network.CreateNetwork', data, commandId, operationId: commandId }),
    );
    if (reply.kind === 'refusal') refused.push(reply);
  }
  return refused;
};

/** A host said "no, never" to work it was given: the waiting operation ends with its reason. */
export const recordRefusedWork = async (parts: Parts, work: HostWork, problem: Problem): Promise<void> => {
  const { hostId, request } = work;
  const { networkId } = work.data;
  const reply = await takeNetworkCommand(
    parts,
    envelopeOf({
      type: 'network.RecordNetworkFailed',
      data: { networkId, hostId, problem, request },
      commandId: derivedId(request.commandId, `refused by ${hostId}`),
      operationId: request.operationId,
    }),
  );
  if (reply.kind !== 'accepted') throw new Fault(reply.code, reply.message, { retry: 'later' });
};
