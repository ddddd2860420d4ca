/** Puts on record that a request found everything as it asked for, so that it has an operation to show like any other. */
import type { MessageOf, OperationSettled, SettleOperation } from '@chronovisor/contracts';
import type { Decider } from '@chronovisor/kernel';
import { evolve } from './evolve.ts';
import { openSettlement, type Settlement } from './state.ts';

export type SettleMessage = MessageOf<typeof SettleOperation>;
type Settled = MessageOf<typeof OperationSettled>;

const decide = ({ data }: SettleMessage, settlement: Settlement): readonly Settled[] => {
  if (settlement.status === 'settled') return [];
  const { operationId, type, target } = data;
  // Its request is the whole operation, so the ids are the same.
  const request = { operationId, commandId: operationId as unknown as Settled['data']['request']['commandId'] };
  return [{ type: 'gateway.OperationSettled', version: 1, data: { type, target, request } }];
};

export const settlementDecider: Decider<SettleMessage, Settlement, Settled> = {
  initial: openSettlement,
  decide,
  evolve,
};
