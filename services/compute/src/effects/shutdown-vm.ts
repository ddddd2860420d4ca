/**
 * Recorded shutdown -> the power button is pressed. Whether the guest obeys is its own affair; control watches the clock, and
 * asks again every 30 s until then: a guest that was still booting has missed the first press.
 */
import { tellOff } from './stop-vm.ts';
import type { Asked, VmActor } from './vm-actor.ts';

export const shutdownVm = async (vm: VmActor, asked: Asked): Promise<void> => {
  const { machine } = vm;
  if (machine === null) return tellOff(vm, asked);
  vm.endAskedBy.set('shutdown', asked);
  await machine.pressPower();
};
