/** Puts the next link on the chain. The end over all days comes with the command, and the day it is to be kept under. */
import type { CommandOf, MessageOf, RecordAccess } from '@chronovisor/contracts';
import { type Decider, refuse } from '@chronovisor/kernel';
import { evolve } from './evolve.ts';
import { type ChainEnd, laterOf, nextLink } from './link.ts';
import { type Chain, type ChainEvent, noChain } from './state.ts';

export type ChainCommand = CommandOf<MessageOf<typeof RecordAccess>> & {
  readonly facts: { readonly before: ChainEnd; readonly day: string };
};

/** Told only to the recorder: another process has begun a later day. */
export const DAY_OVER = 'audit.day-over';

/** Never told the same command twice: one command id is one commit, and a trail has no other measure of sameness. */
export const chainDecider: Decider<ChainCommand, Chain, ChainEvent> = {
  initial: noChain,
  decide: ({ data, facts }, { end, latest }) => {
    if (latest > facts.day) return refuse(DAY_OVER, `the trail goes on under ${latest}`);
    return [{ type: 'audit.AccessRecorded', version: 1, data: nextLink(laterOf(end, facts.before), data.access) }];
  },
  evolve,
};
