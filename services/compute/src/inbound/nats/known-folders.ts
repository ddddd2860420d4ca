/** Says which of a host's folders and processes are of no vm that the log has there. */
import type { Stranger, StrangeProcess } from '@chronovisor/contracts';
import { NOTHING } from '@chronovisor/contracts';
import type { Executor } from '@chronovisor/event-store';
import { vmDecider } from '../../domain/vm/decide/decide.ts';
import type { Vm } from '../../domain/vm/state.ts';

const whose = (vm: Vm, vmId: string): string => {
  if (vm.kind === 'deleted') return `the vm ${vm.name}, which was deleted`;
  return vm.kind === 'none' ? `a vm ${vmId} that the log does not know` : `${vm.name}, which is on another host`;
};

/** `placed`: the vms that a view has there; it may be behind, the vm's own stream is not. */
export const strangeFolders = async (
  executor: Pick<Executor, 'load'>,
  hostId: string,
  folders: readonly string[],
  placed: ReadonlySet<string>,
): Promise<readonly Stranger[]> => {
  const found: Stranger[] = [];
  for (const vmId of folders.filter((folder) => !placed.has(folder))) {
    const { state } = await executor.load({ stream: `vm-${vmId}`, decider: vmDecider });
    if (state.kind === 'present' && state.hostId === hostId) continue;
    const detail = `there is a folder of ${whose(state, vmId)}`;
    found.push({ field: `folders/${vmId}`, expected: NOTHING, observed: 'a folder', detail });
  }
  return found;
};

export const strangeProcesses = (processes: readonly StrangeProcess[]): readonly Stranger[] =>
  processes.map(({ pid, startTicks, uuid, folder }) => ({
    field: `processes/${pid}`,
    expected: NOTHING,
    observed: `QEMU ${uuid ?? 'without a uuid'}`,
    detail: `the QEMU ${pid} works in the folder of the vm ${folder}, calls itself ${uuid ?? 'nothing'}, and is the process of no vm`,
    startTicks,
  }));
