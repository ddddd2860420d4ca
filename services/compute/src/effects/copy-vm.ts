/** Recorded copy -> the disks of a running vm, as they were at one instant, are in the clone's volumes, and its UEFI variables in the clone's directory. */
import type { HostCopyVm, MessageOf } from '@chronovisor/contracts';
import type { HostParts } from './host-parts.ts';
import { notRunning } from './problem.ts';
import type { Asked, VmActor } from './vm-actor.ts';

type Copy = MessageOf<typeof HostCopyVm>['data'];

export const copyVm = async (
  vm: VmActor,
  { qemu }: Pick<HostParts, 'qemu'>,
  { cloneId, disks, variables }: Copy,
  asked: Asked,
): Promise<void> => {
  if (disks.length > 0) {
    if (vm.machine === null) throw notRunning(vm);
    await vm.machine.copyDisks(cloneId, disks);
  }
  if (variables) await qemu.copyVariables(vm.vmId, cloneId);
  void vm.tell('compute.RecordVmCopied', { generation: vm.generation }, asked);
};
