/** Folds what a vm lends to its clones into the vm view's rows. */
import { VmCloneBegun, VmCloneEnded, VmThawed } from '@chronovisor/contracts';
import type { Reactions } from '../documents/reactions.ts';
import type { AlterVm } from './power-reactions.ts';
import type { VmRow } from './row.ts';

const without = (vm: VmRow, cloneId: string): readonly string[] => vm.linkedClones.filter((one) => one !== cloneId);

/** The operation is the clone's own, which shows it as well; here it is only what holds the vm. */
export const reactToClones = (reactions: Reactions, alter: AlterVm): Reactions =>
  reactions
    .on(VmCloneBegun, ({ vmId, request }) =>
      alter(vmId, (vm) => void (vm.operation = { id: request.operationId, type: 'vm.clone' })),
    )
    .on(VmCloneEnded, ({ vmId, cloneId, frozen }) =>
      alter(vmId, (vm) => {
        vm.operation = null;
        vm.linkedClones = frozen ? [...without(vm, cloneId), cloneId] : without(vm, cloneId);
      }),
    )
    .on(VmThawed, ({ vmId, cloneId }) => alter(vmId, (vm) => void (vm.linkedClones = without(vm, cloneId))));
