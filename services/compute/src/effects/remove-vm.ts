/** Recorded removal -> nothing of the vm is left in this host's directory. */
import type { HostReply } from '@chronovisor/contracts';
import { refuse } from '@chronovisor/kernel';
import type { HostParts } from './host-parts.ts';
import type { Asked, VmActor } from './vm-actor.ts';
import type { VmRegister } from './vm-register.ts';

export const removeVm = async (
  vm: VmActor,
  parts: Pick<HostParts, 'qemu'>,
  register: VmRegister,
  asked: Asked,
): Promise<HostReply> => {
  let reply: HostReply = { kind: 'taken' };
  await vm.perform(asked.request.commandId, async () => {
    await vm.clearing;
    const running = vm.machine !== null || (await parts.qemu.look(vm.vmId)).state === 'running';
    if (running) {
      reply = refuse('vm.running', 'QEMU still runs this vm', { hint: 'Stop the vm first.' }) as HostReply;
      return;
    }
    await parts.qemu.remove(vm.vmId);
    register.forget(vm.vmId);
    void vm.tell('compute.RecordVmRemoved', {}, asked);
  });
  return reply;
};
