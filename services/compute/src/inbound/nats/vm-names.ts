/** Names of vms are unique: which are claimed and which are freed by what was decided, in the same commit. */
import { type AnyPart, claimPart, releasePart } from '@chronovisor/event-store';
import { type Refusal, isRefusal } from '@chronovisor/kernel';
import type { Vm, VmEvent } from '../../domain/vm/state.ts';

const claim = (key: string, owner: string): AnyPart =>
  claimPart({ kind: 'vm-name', key, owner, refusalCode: 'vm.name-taken' });
const release = (key: string, owner: string): AnyPart => releasePart({ kind: 'vm-name', key, owner });

const partsOf = (event: VmEvent, before: Vm): readonly AnyPart[] => {
  if (event.type === 'compute.VmCreated') return [claim(event.data.name, event.data.vmId)];
  if (before.kind !== 'present') return [];
  const { name, vmId } = before;
  switch (event.type) {
    case 'compute.VmUpdated': {
      const { name: next = name } = event.data.changes;
      return next === name ? [] : [claim(next, vmId), release(name, vmId)];
    }
    case 'compute.VmCreateUndone':
    case 'compute.VmDeleted':
      return [release(name, vmId)];
    default:
      return [];
  }
};

/** `before`: the state the decision was made on. */
export const nameParts = (decision: readonly VmEvent[] | Refusal, before: Vm): readonly AnyPart[] =>
  isRefusal(decision) ? [] : decision.flatMap((event) => partsOf(event, before));
