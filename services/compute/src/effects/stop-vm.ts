/** Recorded stop -> QEMU is gone. Its end reports itself; a vm that is off already is reported as it is. */
import type { Asked, VmActor } from './vm-actor.ts';

export const stopVm = async (vm: VmActor, asked: Asked): Promise<void> => {
  const { machine } = vm;
  if (machine === null) return tellOff(vm, asked);
  vm.endAskedBy.set('stop', asked);
  try {
    await machine.stop();
  } catch (error) {
    vm.endAskedBy.delete('stop');
    throw error;
  }
};

export const tellOff = async (vm: VmActor, asked: Asked): Promise<void> => {
  const { lastEnd, generation } = vm;
  const known = lastEnd !== null && lastEnd.generation === generation ? lastEnd.end : null;
  const reason = known?.clean === true ? known.reason : 'while-away';
  void vm.tell('compute.RecordVmStopped', { generation, reason, exit: known?.exit ?? null }, asked);
};
