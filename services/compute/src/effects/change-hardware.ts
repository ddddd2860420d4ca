/** Recorded change -> the running machine has it, or has what it had before and says why. */
import type { HostChangeHardware, MessageOf, PluggedHardware } from '@chronovisor/contracts';
import { Fault } from '@chronovisor/kernel';
import { notRunning } from './problem.ts';
import type { Asked, VmActor } from './vm-actor.ts';

type Change = MessageOf<typeof HostChangeHardware>['data'];

const words = ({ vcpus, memory }: PluggedHardware): string => `${vcpus} vCPUs and ${memory} bytes of memory`;

const isSame = (one: PluggedHardware, other: PluggedHardware): boolean =>
  one.vcpus === other.vcpus && one.memory === other.memory;

/** More that is not taken wants a driver; less that is not given back is in use. */
const hintOf = (got: PluggedHardware, to: PluggedHardware): string =>
  got.memory < to.memory
    ? 'Its guest needs a driver for virtio-mem. Without one, repeat the change with apply=restart.'
    : 'Its guest may be using it: try again later, or repeat the change with apply=restart.';

export const changeHardware = async (vm: VmActor, { from, to }: Change, asked: Asked): Promise<void> => {
  const { machine } = vm;
  if (machine === null) throw notRunning(vm);
  const got = await machine.plug(to);
  if (isSame(got, to)) {
    void vm.tell('compute.RecordVmHardwareChanged', { generation: machine.generation }, asked);
    return;
  }
  const left = await machine.plug(from);
  const undone = isSame(left, from) ? 'it has what it had before' : `it has ${words(left)} now`;
  throw new Fault('vm.guest-does-not-follow', `the guest came to ${words(got)} instead of ${words(to)}; ${undone}`, {
    retry: 'never',
    facts: { vmId: vm.vmId, hint: hintOf(got, to) },
  });
};
