/** Decides power: start, shutdown, stop, pause, resume, reset, restart. */
import { type Refusal, refuse, secondsAfter } from '@chronovisor/kernel';
import { withChanges } from '../evolve.ts';
import { launchSpec } from '../launch-spec.ts';
import type { PresentVm } from '../state.ts';
import { frozen } from './clone.ts';
import { building, busy, firstRefusal, isOwn, isSingleStep, joins, unknown } from './legal.ts';
import { type CommandNamed, type Decision, givenUp, happened, requestOf, workFailed } from './types.ts';

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
  if (joins(command, vm, 'start')) return [];
  const no = firstRefusal(building(vm), busy(command, vm), unknown(vm), frozen(vm));
  if (no !== null) return no;
  if (vm.status === 'running') return [];
  if (vm.status === 'paused') return wrongStatus('vm.not-off', vm, 'Resume it instead.');
  const generation = vm.generation + 1;
  const { vmId, pending } = vm;
  const launched = pending === null ? vm : { vmId, ...withChanges(vm, pending) };
  return [
    ...(pending === null ? [] : [happened('compute.VmUpdated', { vmId, changes: pending, request: null })]),
    happened('compute.VmStartRequested', { ...to(vm, command), generation, launch: launchSpec(launched, generation) }),
  ];
};

export const shutdown = (command: CommandNamed<'compute.ShutdownVm'>, vm: PresentVm): Decision => {
  if (joins(command, vm, 'shutdown', 'stop')) return [];
  const no = firstRefusal(building(vm), busy(command, vm), unknown(vm));
  if (no !== null) return no;
  if (vm.status === 'paused')
    return wrongStatus('vm.not-running', vm, 'A paused guest cannot hear the button: resume it, or stop it.');
  if (!runs(vm)) return [];
  const { timeoutSeconds, force } = command.data;
  const deadline = secondsAfter(command.meta.at, timeoutSeconds);
  return [happened('compute.VmShutdownRequested', { ...to(vm, command), deadline, force })];
};

/** Also what was lost from sight with QEMU running. A deletion may have overtaken a start: its host stops whatever it has. */
const mayRun = (vm: PresentVm): boolean => runs(vm) || vm.process !== null || vm.operation?.type === 'vm.delete';

/** What a stop ends before its own time. */
const stopsOver = ({ work }: PresentVm): boolean => work !== null && work.type !== 'remove-files';

/** A step that takes a creation back, or goes on with a deletion, is recorded also for a silent host: it will be done when it speaks. */
const forbidsStop = (command: CommandNamed<'compute.StopVm'>, vm: PresentVm): Refusal | null =>
  firstRefusal(
    building(vm),
    stopsOver(vm) && (isSingleStep(vm) || isOwn(command, vm)) ? null : busy(command, vm),
    isOwn(command, vm) ? null : unknown(vm),
  );

export const stop = (command: CommandNamed<'compute.StopVm'>, vm: PresentVm): Decision => {
  if (joins(command, vm, 'stop')) return [];
  const no = forbidsStop(command, vm);
  if (no !== null) return no;
  if (!mayRun(vm) && !stopsOver(vm)) return [];
  const superseded = { code: 'vm.superseded', message: `${vm.name} was stopped meanwhile` };
  return [...workFailed(vm, superseded), happened('compute.VmStopRequested', to(vm, command))];
};

export const pause = (command: CommandNamed<'compute.PauseVm'>, vm: PresentVm): Decision => {
  if (joins(command, vm, 'pause')) return [];
  const no = firstRefusal(building(vm), busy(command, vm), unknown(vm));
  if (no !== null) return no;
  if (vm.status === 'paused') return [];
  if (vm.status !== 'running')
    return wrongStatus('vm.not-running', vm, 'Only a running vm can be paused; start it first.');
  return [happened('compute.VmPauseRequested', to(vm, command))];
};

export const resume = (command: CommandNamed<'compute.ResumeVm'>, vm: PresentVm): Decision => {
  if (joins(command, vm, 'resume')) return [];
  const no = firstRefusal(building(vm), busy(command, vm), unknown(vm));
  if (no !== null) return no;
  if (vm.status === 'running') return [];
  if (vm.status !== 'paused')
    return wrongStatus('vm.not-paused', vm, 'Only a paused vm can be resumed; start it instead.');
  return [happened('compute.VmResumeRequested', to(vm, command))];
};

export const reset = (command: CommandNamed<'compute.ResetVm'>, vm: PresentVm): Decision => {
  if (joins(command, vm, 'reset')) return [];
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

/** What its last step still had under way is given up with it; should it come about after all, it is news. */
export const restartEnded = (command: CommandNamed<'compute.RecordVmRestartEnded'>, vm: PresentVm): Decision =>
  vm.operation?.type === 'vm.restart'
    ? [...workFailed(vm, givenUp(vm, command.data.problem)), happened('compute.VmRestartEnded', { ...command.data })]
    : [];
