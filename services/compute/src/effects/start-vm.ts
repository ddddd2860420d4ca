/** Recorded start -> a running QEMU, once for each generation however often it is asked. */
import type { HostStartVm, MessageOf } from '@chronovisor/contracts';
import { Fault } from '@chronovisor/kernel';
import { isBridged } from '../drivers/nic-plug/nic-plug.port.ts';
import type { Machine, VmSight } from '../drivers/qemu-process/qemu-process.port.ts';
import type { HostParts } from './host-parts.ts';
import type { Asked, VmActor } from './vm-actor.ts';
import { takeAsker, tellEnd, watchVm } from './watch-vm.ts';

type Start = MessageOf<typeof HostStartVm>['data'];
type Parts = Pick<HostParts, 'qemu' | 'nics'>;

export const startVm = async (vm: VmActor, parts: Parts, start: Start, asked: Asked): Promise<void> => {
  await vm.clearing;
  const machine = vm.machine ?? (await foundRunning(vm, parts, start, asked));
  if (machine === 'over') return;
  if (machine !== null) return alreadyRunning(vm, machine, start, asked);
  const launched = await launch(vm, parts, start);
  await takeUp(vm, parts, launched, asked);
};

/** Looks first: an earlier host process may have got further than it could tell. */
const foundRunning = async (
  vm: VmActor,
  parts: Parts,
  start: Start,
  asked: Asked,
): Promise<Machine | 'over' | null> => {
  const sight = await parts.qemu.look(vm.vmId);
  if (sight.state === 'running') {
    watchVm(vm, parts, sight.machine);
    vm.observed = 'running';
    return sight.machine;
  }
  return sight.state === 'off' && sight.generation === start.generation && hasRun(vm, sight, asked) ? 'over' : null;
};

/** This very start has been carried out, and the vm has ended since: both are told, and nothing is started a second time. */
const hasRun = (vm: VmActor, sight: Extract<VmSight, { state: 'off' }>, asked: Asked): boolean => {
  if (sight.ran === null || sight.end === null) return false;
  void vm.tell('compute.RecordVmStarted', { generation: sight.generation, process: sight.ran }, asked);
  void tellEnd(vm, sight.generation, sight.end, takeAsker(vm));
  return true;
};

const alreadyRunning = async (vm: VmActor, machine: Machine, { generation }: Start, asked: Asked): Promise<void> => {
  if (machine.generation !== generation) {
    throw new Fault('vm.running', `launch ${machine.generation} of this vm still runs on the host`, {
      retry: 'never',
      facts: { hint: 'Stop it first.' },
    });
  }
  void vm.tell('compute.RecordVmStarted', { generation, process: machine.process }, asked);
};

const launch = async (vm: VmActor, { qemu, nics }: Parts, { launch: spec }: Start): Promise<Machine> => {
  vm.needsTaps = true;
  try {
    return await qemu.launch(spec, await nics.plug(spec));
  } catch (error) {
    vm.needsTaps = false;
    if (isBridged(spec)) await nics.unplug(spec.vmId).catch((left: unknown) => tellLeft(vm, left));
    throw error;
  }
};

/** The reason of the failed start is what is told. */
const tellLeft = (vm: VmActor, error: unknown): void =>
  vm.log.error({ err: error }, 'TAPs of a failed start are left to the next sweep');

const takeUp = async (vm: VmActor, parts: Parts, machine: Machine, asked: Asked): Promise<void> => {
  const { generation, process } = machine;
  vm.observed = 'running';
  watchVm(vm, parts, machine);
  vm.log.info({ generation, pid: process.pid, accelerator: process.accelerator }, 'a vm runs');
  void vm.tell('compute.RecordVmStarted', { generation, process }, asked);
  // A disk may have failed before anybody listened.
  const status = await machine.status().catch(() => null);
  if (status === null || status.running || !isTakenForRunning(vm, machine)) return;
  vm.observed = 'paused';
  void vm.tell('compute.RecordVmPaused', { generation, reason: status.reason }, null);
};

const isTakenForRunning = (vm: VmActor, machine: Machine): boolean =>
  vm.machine === machine && vm.observed === 'running';
