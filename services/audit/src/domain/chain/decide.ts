/** Puts the next link on the chain. The end of the days before comes with the command. */
import type { CommandOf, MessageOf, RecordAccess } from '@chronovisor/contracts';
import type { Decider } from '@chronovisor/kernel';
import { evolve } from './evolve.ts';
import { type ChainEnd, nextLink } from './link.ts';
import { type Chain, type ChainEvent, noChain } from './state.ts';

export type ChainCommand = CommandOf<MessageOf<typeof RecordAccess>> & {
  readonly facts: { readonly before: ChainEnd };
};

export const chainDecider: Decider<ChainCommand, Chain, ChainEvent> = {
  initial: noChain,
  decide: ({ data, facts }, { end }) => [
    { type: 'audit.AccessRecorded', version: 1, data: nextLink(end ?? facts.before, data.access) },
  ],
  evolve,
};
