/** Folds what happened to one group. */
import { assertNever } from '@chronovisor/kernel';
import type { Group, GroupEvent } from './state.ts';

export const evolve = (group: Group, event: GroupEvent): Group => {
  switch (event.type) {
    case 'compute.GroupCreated': {
      const { groupId, name, description, labels, vmIds } = event.data;
      return { kind: 'present', groupId, name, description, labels, vmIds };
    }
    case 'compute.GroupUpdated': {
      if (group.kind !== 'present') return group;
      const { name, description, labels, vmIds } = event.data.changes;
      return {
        ...group,
        name: name ?? group.name,
        description: description ?? group.description,
        labels: labels ?? group.labels,
        vmIds: vmIds ?? group.vmIds,
      };
    }
    case 'compute.GroupDeleted':
      return { kind: 'deleted' };
    default:
      return assertNever(event);
  }
};
