/** Folds what hosts show past us, and what became of it, into the vm view's rows. */
import { VmDriftAdopted, VmDriftCleared, VmDriftDetected, VmDriftRepaired } from '@chronovisor/contracts';
import type { Reactions } from '../documents/reactions.ts';
import type { VmRow } from './row.ts';

type AlterVm = (vmId: string, alter: (vm: VmRow) => void) => void;

/** What drifts where an old event does not say. */
export const POWER = 'power';

export const dropDrift = (vm: VmRow, field: string): void => {
  if (vm.drifts.length > 0) vm.drifts = vm.drifts.filter((drift) => drift.field !== field);
};

const adopted = (vm: VmRow, field: string, observed: string): void => {
  dropDrift(vm, field);
  if (field === POWER) vm.intent = observed === 'paused' ? 'paused' : 'running';
};

export const reactToDrift = (reactions: Reactions, alter: AlterVm): Reactions =>
  reactions
    .on(VmDriftDetected, ({ vmId, field = POWER, expected, observed, detail }, { at }) =>
      alter(vmId, (vm) => {
        dropDrift(vm, field);
        vm.drifts = [...vm.drifts, { field, expected, observed, detail, at }];
      }),
    )
    .on(VmDriftCleared, ({ vmId, field }) => alter(vmId, (vm) => dropDrift(vm, field)))
    .on(VmDriftRepaired, ({ vmId, field }) => alter(vmId, (vm) => dropDrift(vm, field)))
    .on(VmDriftAdopted, ({ vmId, field = POWER, observed }) => alter(vmId, (vm) => adopted(vm, field, observed)));
