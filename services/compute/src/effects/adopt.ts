/** At the start of the host process: every QEMU that went on without it is taken up again, all of them side by side. */
import type { HostParts } from './host-parts.ts';
import type { VmActor } from './vm-actor.ts';
import type { VmRegister } from './vm-register.ts';
import { watchVm } from './watch-vm.ts';

type Parts = Pick<HostParts, 'qemu' | 'nics' | 'log'>;

export const adoptAll = async (register: VmRegister, parts: Parts): Promise<void> => {
  const vmIds = await parts.qemu.list();
  const startedAt = performance.now();
  await Promise.all(vmIds.map((vmId) => adopt(register.get(vmId), parts)));
  const tookMs = Math.round(performance.now() - startedAt);
  const running = register.running().map(({ vmId }) => vmId);
  if (vmIds.length > 0)
    parts.log.info({ known: vmIds.length, running: running.length, tookMs }, 'vms are taken up again');
};

const adopt = async (vm: VmActor, parts: Parts): Promise<void> => {
  try {
    const sight = await parts.qemu.look(vm.vmId);
    if (sight.state === 'none') return;
    if (sight.state === 'off') {
      vm.generation = sight.generation;
      vm.lastEnd = sight.end === null ? null : { generation: sight.generation, end: sight.end, settled: sight.settled };
      return await parts.qemu.tidy(vm.vmId);
    }
    const { machine } = sight;
    // One that does not answer runs all the same; its status follows when it does.
    const status = await machine.status().catch(() => null);
    vm.observed = status?.running === false ? 'paused' : 'running';
    watchVm(vm, parts, machine);
  } catch (error) {
    vm.needsTaps = true;
    vm.log.error({ err: error }, 'a vm could not be looked at');
  }
};
