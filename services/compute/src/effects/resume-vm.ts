/** Recorded resume -> the vCPUs go on. */
import { notRunning } from './problem.ts';
import type { Asked, VmActor } from './vm-actor.ts';

export const resumeVm = async (vm: VmActor, asked: Asked): Promise<void> => {
  const { machine } = vm;
  if (machine === null) throw notRunning(vm);
  vm.doing = 'resume';
  try {
    await machine.resume();
  } finally {
    vm.doing = null;
  }
  if (vm.machine !== machine) return;
  vm.observed = 'running';
  void vm.tell('compute.RecordVmResumed', { generation: machine.generation }, asked);
};
