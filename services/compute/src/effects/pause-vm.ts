/** Recorded pause -> the vCPUs stand still. */
import { notRunning } from './problem.ts';
import type { Asked, VmActor } from './vm-actor.ts';

export const pauseVm = async (vm: VmActor, asked: Asked): Promise<void> => {
  const { machine } = vm;
  if (machine === null) throw notRunning(vm);
  vm.doing = 'pause';
  try {
    await machine.pause();
  } finally {
    vm.doing = null;
  }
  if (vm.machine !== machine) return;
  vm.observed = 'paused';
  void vm.tell('compute.RecordVmPaused', { generation: machine.generation, reason: 'requested' }, asked);
};
