/** What a machine says by itself becomes a report at once; its end also clears up behind it. */
import type { Machine, MachineEnd, MachineNews } from '../drivers/qemu-process/qemu-process.port.ts';
import { isBridged } from '../drivers/nic-plug/nic-plug.port.ts';
import type { HostParts } from './host-parts.ts';
import type { Answer, Asked, VmActor } from './vm-actor.ts';

export const watchVm = (vm: VmActor, parts: Pick<HostParts, 'qemu' | 'nics'>, machine: Machine): void => {
  vm.machine = machine;
  vm.needsTaps = true;
  vm.generation = machine.generation;
  vm.lastEnd = null;
  vm.endAskedBy.clear();
  machine.onNews((news) => hear(vm, machine.generation, news));
  machine.onSerial((bytes) => vm.hearSerial(bytes));
  void machine.ended.then((end) => {
    if (vm.machine === machine) hearEnd(vm, parts, machine, end);
  });
};

const hear = (vm: VmActor, generation: number, news: MachineNews): void => {
  switch (news.kind) {
    case 'paused':
      return hearPaused(vm, generation, news.reason);
    case 'resumed':
      return hearResumed(vm, generation);
    case 'reset':
      // A guest that resets over and over while control is away is told of once.
      if (vm.waitingToTell('compute.RecordVmReset') > 1) return;
      return void vm.tell('compute.RecordVmReset', { generation, by: 'guest' }, null);
    case 'panicked':
      vm.log.warn({ generation }, 'the guest says that its kernel panicked');
      if (vm.waitingToTell('compute.RecordVmPanicked') > 1) return;
      return void vm.tell('compute.RecordVmPanicked', { generation }, null);
    case 'io-error':
      return vm.log.error(
        { generation, device: news.device, reason: news.reason, noSpace: news.noSpace },
        'a disk of a vm failed',
      );
  }
};

const hearPaused = (vm: VmActor, generation: number, reason: string): void => {
  if (vm.doing === 'pause' || vm.observed === 'paused') return;
  vm.observed = 'paused';
  void vm.tell('compute.RecordVmPaused', { generation, reason }, null);
};

const hearResumed = (vm: VmActor, generation: number): void => {
  if (vm.doing === 'resume' || vm.observed === 'running') return;
  vm.observed = 'running';
  void vm.tell('compute.RecordVmResumed', { generation }, null);
};

const hearEnd = (vm: VmActor, parts: Pick<HostParts, 'qemu' | 'nics'>, machine: Machine, end: MachineEnd): void => {
  const { generation, spec } = machine;
  vm.machine = null;
  vm.needsTaps = false;
  vm.observed = 'off';
  vm.lastEnd = { generation, end, settled: false };
  const asked = takeAsker(vm);
  vm.clearing = clearUp(vm, parts, isBridged(spec));
  // A crash is told at once; an orderly end when its TAPs and sockets are gone as well.
  const answer = end.clean
    ? vm.clearing.then(() => tellEnd(vm, generation, end, asked))
    : tellEnd(vm, generation, end, asked);
  void answer.then((told) => settle(vm, parts, generation, told));
};

/** Whose wish the end fulfils; asked once. */
export const takeAsker = (vm: VmActor): Asked | null => {
  const asked = vm.endAskedBy.get('stop') ?? vm.endAskedBy.get('shutdown') ?? null;
  vm.endAskedBy.clear();
  return asked;
};

/** How a launch ended, as the outcome of whatever asked for it. */
export const tellEnd = (vm: VmActor, generation: number, end: MachineEnd, asked: Asked | null): Promise<Answer> => {
  const { clean, reason, exit } = end;
  vm.log.info({ generation, clean, reason, code: exit.code, signal: exit.signal }, 'a vm ended');
  return clean
    ? vm.tell('compute.RecordVmStopped', { generation, reason, exit }, asked)
    : vm.tell('compute.RecordVmCrashed', { generation, exit }, asked);
};

const settle = async (
  vm: VmActor,
  { qemu }: Pick<HostParts, 'qemu'>,
  generation: number,
  told: Answer,
): Promise<void> => {
  if (told === null) return;
  try {
    await qemu.settle(vm.vmId, generation);
    if (vm.lastEnd?.generation === generation) vm.lastEnd.settled = true;
  } catch (error) {
    vm.log.warn({ err: error }, 'the end of a vm will be reported once more');
  }
};

const clearUp = async (
  vm: VmActor,
  { qemu, nics }: Pick<HostParts, 'qemu' | 'nics'>,
  bridged: boolean,
): Promise<void> => {
  try {
    await qemu.tidy(vm.vmId);
    if (bridged) await nics.unplug(vm.vmId);
  } catch (error) {
    vm.log.error({ err: error }, 'what a vm left behind could not be cleared up');
  }
};
