/** Decides what may become of a pool. Pure; how many volumes are in it comes with the command. */
import { MOST_LABELS } from '@chronovisor/contracts';
import { type Decider, type Refusal, isRefusal, refuse, relabelled } from '@chronovisor/kernel';
import { type CommandNamed, happened, isSame, requestOf } from '../messages/shapes.ts';
import { evolve } from './evolve.ts';
import { type Pool, type PoolEvent, noPool } from './state.ts';

export type PoolCommand =
  | CommandNamed<'storage.CreatePool' | 'storage.LabelPool' | 'storage.RecordPoolReady' | 'storage.RecordPoolFailed'>
  | (CommandNamed<'storage.DeletePool'> & { readonly facts: { readonly volumes: number } });

type Decision = readonly PoolEvent[] | Refusal;

const create = (command: CommandNamed<'storage.CreatePool'>, pool: Pool): Decision => {
  if (pool.status === 'making' || pool.status === 'ready') return [];
  return [happened('storage.PoolCreationRequested', { ...command.data, request: requestOf(command) })];
};

const notFound = (poolId: string): Refusal =>
  refuse('pool.not-found', `there is no pool ${poolId}`, { hint: 'List the pools.' });

const label = (command: CommandNamed<'storage.LabelPool'>, pool: Pool): Decision => {
  const { poolId } = command.data;
  if (pool.status === 'absent' || pool.status === 'gone') return notFound(poolId);
  const { name, labels: before } = pool.identity;
  const labels = relabelled({ noun: 'pool', name, most: MOST_LABELS }, before, command.data.labels);
  if (labels === null || isRefusal(labels)) return labels ?? [];
  return [happened('storage.PoolLabelled', { poolId, labels, request: requestOf(command) })];
};

const remove = (command: Extract<PoolCommand, { type: 'storage.DeletePool' }>, pool: Pool): Decision => {
  const { poolId } = command.data;
  if (pool.status === 'gone') return [];
  if (pool.status === 'absent') return notFound(poolId);
  if (pool.status === 'making')
    return refuse('pool.not-ready', `${pool.identity.name} is being made`, {
      hint: 'Wait for its creation to end.',
      blockedBy: pool.request.operationId,
    });
  if (command.facts.volumes > 0) {
    return refuse('pool.in-use', `${pool.identity.name} holds ${command.facts.volumes} volumes`, {
      hint: 'Delete its volumes first.',
    });
  }
  return [happened('storage.PoolDeleted', { poolId, request: requestOf(command) })];
};

const decide = (command: PoolCommand, pool: Pool): Decision => {
  switch (command.type) {
    case 'storage.CreatePool':
      return create(command, pool);
    case 'storage.DeletePool':
      return remove(command, pool);
    case 'storage.LabelPool':
      return label(command, pool);
    case 'storage.RecordPoolReady':
      return pool.status === 'making' && isSame(pool.request, command.data.request)
        ? [happened('storage.PoolReady', { ...command.data })]
        : [];
    case 'storage.RecordPoolFailed':
      return pool.status === 'making' && isSame(pool.request, command.data.request)
        ? [happened('storage.PoolFailed', { ...command.data })]
        : [];
  }
};

export const poolDecider: Decider<PoolCommand, Pool, PoolEvent> = { initial: noPool, decide, evolve };
