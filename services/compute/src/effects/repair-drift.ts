/** Recorded repair -> the running machine has again what the log says, or what keeps it from that. */
import type { HostRepairDrift, MessageOf, PluggedHardware } from '@chronovisor/contracts';
import { Fault } from '@chronovisor/kernel';
import type { Machine } from '../drivers/qemu-process/qemu-process.port.ts';
import { notRunning } from './problem.ts';
import type { Asked, VmActor } from './vm-actor.ts';

type Repair = MessageOf<typeof HostRepairDrift>['data'];

const doesNotFollow = (vm: VmActor, message: string): Fault =>
  new Fault('vm.guest-does-not-follow', message, {
    retry: 'never',
    facts: { vmId: vm.vmId, hint: 'Its guest may be using it: try again later, or restart the vm.' },
  });

/** The other of the two may have drifted as well, and nobody asked for it. */
const plugBack = async (vm: VmActor, machine: Machine, field: 'vcpus' | 'memory', to: PluggedHardware) => {
  const now = (await machine.hardware()).plugged ?? to;
  const got = await machine.plug({ ...now, [field]: to[field] });
  if (got[field] !== to[field])
    throw doesNotFollow(vm, `the guest came to ${got[field]} of ${field} instead of ${to[field]}`);
};

const takeOut = async (vm: VmActor, machine: Machine, device: string): Promise<void> => {
  if (!(await machine.takeOut(device))) throw doesNotFollow(vm, `the guest does not let go of the device ${device}`);
};

export const repairDrift = async (vm: VmActor, { field, to }: Repair, asked: Asked): Promise<void> => {
  const { machine } = vm;
  if (machine === null) throw notRunning(vm);
  await (field === 'vcpus' || field === 'memory'
    ? plugBack(vm, machine, field, to)
    : takeOut(vm, machine, field.slice(field.indexOf('/') + 1)));
  void vm.tell('compute.RecordVmDriftRepaired', { generation: machine.generation }, asked);
};
