/** Folds what happened to one nic. */
import type { MessageOf, network } from '@chronovisor/contracts';
import { assertNever } from '@chronovisor/kernel';
import type { Nic } from './state.ts';

export type NicEvent = MessageOf<typeof network.NicCreated | typeof network.NicDeleted>;

export const evolve = (_state: Nic, event: NicEvent): Nic => {
  switch (event.type) {
    case 'network.NicCreated': {
      const { vmId, hostId, nic, projectId = null } = event.data;
      return { status: 'present', vmId, hostId, nic, projectId };
    }
    case 'network.NicDeleted':
      return { status: 'deleted' };
    default:
      return assertNever(event);
  }
};
