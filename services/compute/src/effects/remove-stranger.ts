/** Recorded wish -> a folder that is of no vm is gone, with the QEMU that works in it, or a process that is of none has ended. */
import type { HostRemoveStranger, MessageOf, Problem } from '@chronovisor/contracts';
import { isBridged } from '../drivers/nic-plug/nic-plug.port.ts';
import type { HostParts } from './host-parts.ts';
import { problemOf } from './problem.ts';
import type { Asked } from './vm-actor.ts';
import type { VmRegister } from './vm-register.ts';

type Removal = MessageOf<typeof HostRemoveStranger>['data'];
type Parts = Pick<HostParts, 'hostId' | 'qemu' | 'nics' | 'report' | 'log'>;

const removeFolder = async (vmId: string, register: VmRegister, { qemu, nics }: Parts): Promise<void> => {
  const vm = register.get(vmId);
  const { machine } = vm;
  if (machine !== null) {
    await machine.stop();
    await machine.ended;
    if (isBridged(machine.spec)) await nics.unplug(vmId);
  }
  await vm.clearing;
  await qemu.remove(vmId);
  register.forget(vmId);
};

/** Waits in the vm's own queue: its end is nobody's news. */
const outcome = async (removal: Removal, register: VmRegister, parts: Parts): Promise<Problem | null> => {
  const [kind = '', name = ''] = removal.field.split('/');
  try {
    if (kind === 'processes') await parts.qemu.endMarked(Number(name), removal.startTicks ?? 0);
    else await register.get(name).inTurn(() => removeFolder(name, register, parts));
    return null;
  } catch (error) {
    parts.log.warn({ err: error, field: removal.field }, 'what is of no vm could not be removed');
    return problemOf(error);
  }
};

export const removeStranger = async (
  removal: Removal,
  register: VmRegister,
  parts: Parts,
  asked: Asked,
): Promise<void> => {
  const { hostId, field, request } = removal;
  const problem = await outcome(removal, register, parts);
  const data = { hostId, field, problem, request };
  await parts
    .report({ type: 'compute.RecordHostDriftRepaired', version: 1, data }, request, asked.trace)
    .catch((error: unknown) => parts.log.debug({ err: error }, 'a removal is told when it is asked for again'));
};
