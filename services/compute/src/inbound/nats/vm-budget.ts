/** What a vm takes of its project's quota: reserved and given back in the same commit as what needs it. */
import { type AnyPart, type Holding, freePart, holdPart } from '@chronovisor/event-store';
import { type Refusal, canonicalJson, isRefusal } from '@chronovisor/kernel';
import { projectBudget } from '@chronovisor/nest';
import type { VmCommand } from '../../domain/vm/decide/decide.ts';
import { evolve } from '../../domain/vm/evolve.ts';
import { plannedSize } from '../../domain/vm/size.ts';
import type { PresentVm, Vm, VmEvent } from '../../domain/vm/state.ts';
import { isSeen } from './host-room.ts';

type Spec = Extract<VmEvent, { type: 'compute.VmCreated' }>['data']['spec'];

const own = (vm: PresentVm): Holding => ({ owner: `vms/${vm.vmId}`, amounts: { vms: 1, ...plannedSize(vm) } });

/** Held for volumes and nics before they are there, so that a creation is refused at once and not half-way. */
const ofParts = ({ disks, nics }: Spec): readonly Holding[] => [
  ...disks
    .filter(({ existing }) => !existing)
    .map(({ volumeId, size }) => ({ owner: `volumes/${volumeId}`, amounts: { disk: size } })),
  ...nics
    .filter(({ kind }) => kind === 'nat')
    .map(({ nicId }) => ({ owner: `nics/${nicId}`, amounts: { addresses: 1 } })),
];

const heldAfter = (decision: readonly VmEvent[], vm: PresentVm): readonly Holding[] => {
  const creation = decision.find((event) => event.type === 'compute.VmCreated');
  return creation === undefined ? [own(vm)] : [own(vm), ...ofParts(creation.data.spec)];
};

/** Volumes and nics give back what is theirs when they go; those that a creation never came to are given back with it. */
const freedAfter = (decision: readonly VmEvent[], vm: PresentVm): readonly string[] => [
  `vms/${vm.vmId}`,
  ...(decision.some(({ type }) => type === 'compute.VmCreateUndone') ? vm.reserved : []),
];

const isSameSize = (one: PresentVm, other: PresentVm): boolean =>
  canonicalJson(plannedSize(one)) === canonicalJson(plannedSize(other));

/** `before`: the state the decision was made on. */
export const budgetParts = (
  command: VmCommand,
  decision: readonly VmEvent[] | Refusal,
  before: Vm,
): readonly AnyPart[] => {
  if (isRefusal(decision) || decision.length === 0) return [];
  const after = decision.reduce(evolve, before);
  if (after.kind === 'present') {
    const isNews = before.kind !== 'present' || !isSameSize(before, after);
    return isNews ? [holdPart(projectBudget(after.projectId), heldAfter(decision, after), isSeen(command))] : [];
  }
  return before.kind === 'present' ? [freePart(projectBudget(before.projectId), freedAfter(decision, before))] : [];
};
