/** Decides power: start, shutdown, stop, pause, resume, reset, restart. */
import { refuse, secondsAfter } from '@chronovisor/kernel';
import { launchSpec } from '../launch-spec.ts';
import type { PresentVm } from '../state.ts';
import { building, busy, firstRefusal, unknown } from './legal.ts';
import { type CommandNamed, type Decision, happened, requestOf, workFailed } from './types.ts';

const wrongStatus = (code: string, vm: PresentVm, hint: string): Decision =>
  refuse(code, `${vm.name} is ${vm.status}`, {
    hint,
    ...(vm.operation === null ? {} : { blockedBy: vm.operation.request.operationId }),
  });

const to = (
  vm: PresentVm,
  command: CommandNamed<
    | 'compute.StartVm'
    | 'compute.StopVm'
    | 'compute.PauseVm'
    | 'compute.ResumeVm'
    | 'compute.ResetVm'
    | 'compute.ShutdownVm'
  >,
) => ({
  vmId: vm.vmId,
  hostId: vm.hostId,
  request: requestOf(command),
  generation: vm.generation,
});

const runs = (vm: PresentVm): boolean => vm.status === 'running' || vm.status === 'paused';

export const start = (command: CommandNamed<'compute.StartVm'>, vm: PresentVm): Decision => {
  if (vm.work?.type === 'start') return [];
  const no = firstRefusal(building(vm), busy(command, vm), unknown(vm));
  if (no !== null) return no;
  if (vm.status === 'running') return [];
  if (vm.status === 'paused') return wrongStatus('vm.not-off', vm, 'Resume it instead.');
  const generation = vm.generation + 1;
  return [happened('compute.VmStartRequested', { ...to(vm, command), generation, launch: launchSpec(vm, generation) })];
};

export const shutdown = (command: CommandNamed<'compute.ShutdownVm'>, vm: PresentVm): Decision => {
  if (vm.work?.type === 'shutdown' || vm.work?.type === 'stop') return [];
  const no = firstRefusal(building(vm), busy(command, vm), unknown(vm));
  if (no !== null) return no;
  if (vm.status === 'paused')
    return wrongStatus('vm.not-running', vm, 'A paused guest cannot hear the button: resume it, or stop it.');
  if (!runs(vm)) return [];
  const { timeoutSeconds, force } = command.data;
  const deadline = secondsAfter(command.meta.at, timeoutSeconds);
  return [happened('compute.VmShutdownRequested', { ...to(vm, command), deadline, force })];
};

export const stop = (command: CommandNamed<'compute.StopVm'>, vm: PresentVm): Decision => {
  if (vm.work?.type === 'stop') return [];
  const over = vm.work !== null && vm.work.type !== 'remove-files';
  const no = firstRefusal(building(vm), over && isSingleStep(vm) ? null : busy(command, vm), unknown(vm));
  if (no !== null) return no;
  // A deletion may have overtaken a start: its host is told to stop whatever it has.
  if (!runs(vm) && !over && vm.operation?.type !== 'vm.delete') return [];
  const superseded = { code: 'vm.superseded', message: `${vm.name} was stopped meanwhile` };
  return [...(over ? workFailed(vm, superseded) : []), happened('compute.VmStopRequested', to(vm, command))];
};

/** True when the operation is no more than the step its host was asked for. */
export const isSingleStep = (vm: PresentVm): boolean =>
  vm.operation !== null && vm.operation.request.commandId === vm.work?.request.commandId;

export const pause = (command: CommandNamed<'compute.PauseVm'>, vm: PresentVm): Decision => {
  if (vm.work?.type === 'pause') return [];
  const no = firstRefusal(building(vm), busy(command, vm), unknown(vm));
  if (no !== null) return no;
  if (vm.status === 'paused') return [];
  if (vm.status !== 'running')
    return wrongStatus('vm.not-running', vm, 'Only a running vm can be paused; start it first.');
  return [happened('compute.VmPauseRequested', to(vm, command))];
};

export const resume = (command: CommandNamed<'compute.ResumeVm'>, vm: PresentVm): Decision => {
  if (vm.work?.type === 'resume') return [];
  const no = firstRefusal(building(vm), busy(command, vm), unknown(vm));
  if (no !== null) return no;
  if (vm.status === 'running') return [];
  if (vm.status !== 'paused')
    return wrongStatus('vm.not-paused', vm, 'Only a paused vm can be resumed; start it instead.');
  return [happened('compute.VmResumeRequested', to(vm, command))];
};

export const reset = (command: CommandNamed<'compute.ResetVm'>, vm: PresentVm): Decision => {
  if (vm.work?.type === 'reset') return [];
  const no = firstRefusal(building(vm), busy(command, vm), unknown(vm));
  if (no !== null) return no;
  if (vm.status !== 'running')
    return wrongStatus('vm.not-running', vm, 'Only a running vm can be reset; start it first.');
  return [happened('compute.VmResetRequested', to(vm, command))];
};

export const restart = (command: CommandNamed<'compute.RestartVm'>, vm: PresentVm): Decision => {
  if (vm.operation?.type === 'vm.restart') return [];
  const no = firstRefusal(building(vm), busy(command, vm), unknown(vm));
  if (no !== null) return no;
  if (vm.status !== 'running')
    return wrongStatus('vm.not-running', vm, 'Only a running vm can be restarted; start it instead.');
  const { timeoutSeconds, force } = command.data;
  return [
    happened('compute.VmRestartRequested', { vmId: vm.vmId, request: requestOf(command), timeoutSeconds, force }),
  ];
};

export const restartEnded = (command: CommandNamed<'compute.RecordVmRestartEnded'>, vm: PresentVm): Decision =>
  vm.operation?.type === 'vm.restart' ? [happened('compute.VmRestartEnded', { ...command.data })] : [];
