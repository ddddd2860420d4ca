/** Decides what a host's observation means: the outcome of what was asked, news, or nothing new. */
import type { VmExit, VmProcess } from '@chronovisor/contracts';
import type { PresentVm, VmEvent, WorkType } from '../state.ts';
import { pausedByHand, resumedByHand } from './drift.ts';
import { type CommandNamed, type Decision, happened, workFailed } from './types.ts';

type Recorded =
  | 'compute.RecordVmStopped'
  | 'compute.RecordVmCrashed'
  | 'compute.RecordVmPaused'
  | 'compute.RecordVmResumed'
  | 'compute.RecordVmReset'
  | 'compute.RecordVmPanicked';

/** Word of an earlier launch says nothing about this one, unless it answers what is asked now: a host may have missed a launch. */
export const isStale = ({ data }: CommandNamed<Recorded>, vm: PresentVm): boolean =>
  data.generation < vm.generation && (vm.work === null || vm.work.request.commandId !== data.request?.commandId);

export const answered = (vm: PresentVm, ...types: readonly WorkType[]) =>
  vm.work !== null && types.includes(vm.work.type) ? vm.work.request : null;

/** What was asked and can come to no good end any more. */
export const unfinished = (vm: PresentVm, why: string, ...answeredTypes: readonly WorkType[]): readonly VmEvent[] =>
  vm.work === null || answeredTypes.includes(vm.work.type)
    ? []
    : workFailed(vm, { code: 'vm.ended-meanwhile', message: why, hint: 'Look at lastExit and the serial log.' });

/** A pid alone may be reused. */
export const isSameProcess = (one: VmProcess | null, other: VmProcess): boolean =>
  one?.pid === other.pid && one.startTicks === other.startTicks;

/** A process is news once: a repeated start finds one that has run and ended. */
export const started = (command: CommandNamed<'compute.RecordVmStarted'>, vm: PresentVm): Decision => {
  const { process, generation } = command.data;
  const request = answered(vm, 'start');
  if (vm.status === 'building' || generation < vm.generation) return [];
  if (request === null && isSameProcess(vm.lastProcess, process)) return [];
  return [happened('compute.VmStarted', { vmId: vm.vmId, generation, process, request })];
};

export const stopped = (command: CommandNamed<'compute.RecordVmStopped'>, vm: PresentVm): Decision => {
  const { reason, exit } = command.data;
  const request = answered(vm, 'shutdown', 'stop');
  if (isOver(vm) && request === null) return [];
  return [
    happened('compute.VmStopped', { vmId: vm.vmId, reason, exit, request }),
    ...unfinished(vm, `${vm.name} went off meanwhile`, 'shutdown', 'stop', 'remove-files'),
  ];
};

/** Off, and nothing is being done that a further end would be news to. */
const isOver = ({ status, work }: PresentVm): boolean =>
  status === 'building' || (status === 'off' && (work === null || work.type === 'remove-files'));

export const crashed = (command: CommandNamed<'compute.RecordVmCrashed'>, vm: PresentVm): Decision =>
  isOver(vm) ? [] : crash(vm, command.data.exit);

const crash = (vm: PresentVm, exit: VmExit): readonly VmEvent[] => {
  const stop = answered(vm, 'stop');
  return [
    happened('compute.VmCrashed', { vmId: vm.vmId, exit }),
    ...(stop === null
      ? []
      : [happened('compute.VmStopped', { vmId: vm.vmId, reason: 'stop-requested', exit, request: stop })]),
    ...unfinished(vm, `QEMU of ${vm.name} crashed: ${exit.reason}`, 'stop', 'remove-files'),
  ];
};

/** A vm without a process says nothing; what is heard of it is late. */
const mayRun = ({ process }: PresentVm): boolean => process !== null;

export const paused = (command: CommandNamed<'compute.RecordVmPaused'>, vm: PresentVm): Decision => {
  const request = answered(vm, 'pause');
  if (!mayRun(vm) || (vm.status === 'paused' && request === null)) return [];
  const { reason } = command.data;
  return [
    happened('compute.VmPaused', { vmId: vm.vmId, reason, request }),
    ...(request === null ? pausedByHand(vm, reason) : []),
  ];
};

export const resumed = (_command: CommandNamed<'compute.RecordVmResumed'>, vm: PresentVm): Decision => {
  const request = answered(vm, 'resume');
  if (!mayRun(vm) || (vm.status === 'running' && request === null)) return [];
  return [happened('compute.VmResumed', { vmId: vm.vmId, request }), ...(request === null ? resumedByHand(vm) : [])];
};

export const wasReset = (command: CommandNamed<'compute.RecordVmReset'>, vm: PresentVm): Decision => {
  const { by } = command.data;
  const request = by === 'request' ? answered(vm, 'reset') : null;
  if (!mayRun(vm) || (by === 'request' && request === null)) return [];
  return [happened('compute.VmReset', { vmId: vm.vmId, by, request })];
};

export const panicked = (_command: CommandNamed<'compute.RecordVmPanicked'>, vm: PresentVm): Decision =>
  mayRun(vm) ? [happened('compute.VmGuestPanicked', { vmId: vm.vmId })] : [];

export const filesRemoved = (_command: CommandNamed<'compute.RecordVmRemoved'>, vm: PresentVm): Decision => {
  const request = answered(vm, 'remove-files');
  return request === null ? [] : [happened('compute.VmFilesRemoved', { vmId: vm.vmId, request })];
};

export const actionFailed = (command: CommandNamed<'compute.RecordVmActionFailed'>, vm: PresentVm): Decision =>
  vm.work?.request.commandId === command.data.request.commandId ? workFailed(vm, command.data.problem) : [];

export const lost = (command: CommandNamed<'compute.RecordVmUnknown'>, vm: PresentVm): Decision =>
  vm.status === 'unknown' || vm.status === 'building' || vm.hostId !== command.data.hostId
    ? []
    : [happened('compute.VmLost', { vmId: vm.vmId, hostId: vm.hostId })];
