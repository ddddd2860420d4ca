/** Folds what was asked of running vms and what came of it into the vm view's rows. */
import {
  VmCrashed,
  VmFound,
  VmLost,
  VmGuestPanicked,
  VmPaused,
  VmReset,
  VmPauseRequested,
  VmRestartRequested,
  VmResumed,
  VmResumeRequested,
  VmShutdownRequested,
  VmStarted,
  VmStartRequested,
  VmStopped,
  VmStopRequested,
  type VmExit,
} from '@chronovisor/contracts';
import type { Reactions } from '../documents/reactions.ts';
import { POWER, dropDrift, reactToDrift } from './drift-reactions.ts';
import type { VmRow } from './row.ts';

export type AlterVm = (vmId: string, alter: (vm: VmRow) => void) => void;

const wentOff = (vm: VmRow, exit: VmExit | null, at: string): void => {
  vm.status = 'off';
  vm.process = null;
  vm.drifts = [];
  if (exit !== null) vm.lastExit = { ...exit, at };
};

const stands = (vm: VmRow, status: 'running' | 'paused'): void => {
  vm.status = status;
  dropDrift(vm, POWER);
};

const reactToRequests = (reactions: Reactions, alter: AlterVm): Reactions =>
  reactions
    .on(VmStartRequested, (data) =>
      alter(data.vmId, (vm) => {
        vm.intent = 'running';
        vm.generation = data.generation;
        vm.lastExit = null;
        vm.guestPanickedAt = null;
      }),
    )
    .on(VmShutdownRequested, (data) => alter(data.vmId, (vm) => void (vm.intent = 'off')))
    .on(VmStopRequested, (data) => alter(data.vmId, (vm) => void (vm.intent = 'off')))
    .on(VmPauseRequested, (data) => alter(data.vmId, (vm) => void (vm.intent = 'paused')))
    .on(VmResumeRequested, (data) => alter(data.vmId, (vm) => void (vm.intent = 'running')))
    .on(VmRestartRequested, (data) => alter(data.vmId, (vm) => void (vm.intent = 'running')));

const reactToOutcomes = (reactions: Reactions, alter: AlterVm): Reactions =>
  reactions
    .on(VmStarted, (data) =>
      alter(data.vmId, (vm) => {
        vm.status = 'running';
        vm.drifts = [];
        vm.process = data.process;
        vm.generation = data.generation;
      }),
    )
    .on(VmStopped, (data, event) => alter(data.vmId, (vm) => wentOff(vm, data.exit, event.at)))
    .on(VmCrashed, (data, event) => alter(data.vmId, (vm) => wentOff(vm, data.exit, event.at)))
    .on(VmGuestPanicked, (data, event) => alter(data.vmId, (vm) => void (vm.guestPanickedAt = event.at)))
    .on(VmReset, (data) => alter(data.vmId, (vm) => void (vm.guestPanickedAt = null)))
    .on(VmPaused, (data) => alter(data.vmId, (vm) => stands(vm, 'paused')))
    .on(VmResumed, (data) => alter(data.vmId, (vm) => stands(vm, 'running')))
    .on(VmLost, (data) => alter(data.vmId, (vm) => void (vm.status = 'unknown')))
    .on(VmFound, (data) =>
      alter(data.vmId, (vm) => {
        vm.status = data.observed;
        vm.process = data.process;
      }),
    );

export const reactToPower = (reactions: Reactions, alter: AlterVm): Reactions =>
  reactToDrift(reactToOutcomes(reactToRequests(reactions, alter), alter), alter);
