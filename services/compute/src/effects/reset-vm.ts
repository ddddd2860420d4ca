/** Recorded reset -> the button is pressed once, also when the command comes twice. */
import { notRunning } from './problem.ts';
import type { Asked, VmActor } from './vm-actor.ts';

export const resetVm = async (vm: VmActor, asked: Asked): Promise<void> => {
  const { machine } = vm;
  if (machine === null) throw notRunning(vm);
  await machine.reset(asked.request.commandId);
  void vm.tell('compute.RecordVmReset', { generation: machine.generation, by: 'request' }, asked);
};
