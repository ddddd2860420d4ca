/** The sagas of compute; an old version stays in the list while one of its kind may still run. */
import { cloneVm } from './clone-vm.ts';
import { deleteVm } from './delete-vm.ts';
import { provisionVm } from './provision-vm.ts';
import { reconfigureVm } from './reconfigure-vm.ts';
import { restartVm } from './restart-vm.ts';

export const computeSagas = [provisionVm, deleteVm, restartVm, reconfigureVm, cloneVm] as const;
