/** The refusals several decisions about networks share. */
import type { CommandMeta, Request } from '@chronovisor/contracts';
import { refuse, type Refusal } from '@chronovisor/kernel';

export const requestOf = (meta: CommandMeta): Request => ({ operationId: meta.operationId, commandId: meta.commandId });

export const notFound = (networkId: string): Refusal =>
  refuse('network.not-found', `there is no network ${networkId}`, { hint: 'List the networks, or create it first.' });

export const beingDeleted = (name: string, by: Request): Refusal =>
  refuse('network.busy', `the network ${name} is being deleted`, {
    hint: 'Wait for the deletion to end, then use another network.',
    blockedBy: by.operationId,
  });
