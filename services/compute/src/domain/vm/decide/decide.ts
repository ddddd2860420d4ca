/** Decides what a vm may do next. Pure: time and ids arrive in the command. */
import type { Decider } from '@chronovisor/kernel';
import { evolve } from '../evolve.ts';
import { type PresentVm, type Vm, type VmEvent, noVm } from '../state.ts';
import { hardwareSeen, repaired } from './hardware-drift.ts';
import { adopt, repair } from './settle-drift.ts';
import { beginClone, copied, copy, endClone } from './clone.ts';
import { cancel, expire } from './ends.ts';
import { fromElsewhere, notFound, present } from './legal.ts';
import { create, createFailed, createUndone, deleteFailed, deleted, provisioned, remove, removeFiles } from './life.ts';
import { applyChanges, hardwareChanged, reconfigureEnded, update } from './update.ts';
import {
  actionFailed,
  crashed,
  filesRemoved,
  isStale,
  lost,
  panicked,
  paused,
  resumed,
  started,
  stopped,
  wasReset,
} from './observe.ts';
import { sighted } from './sighted.ts';
import { pause, reset, restart, restartEnded, resume, shutdown, start, stop } from './power.ts';
import type { ComputeCommand, Decision } from './types.ts';

/** The commands that go to a vm's stream. */
export type VmCommand = Exclude<
  ComputeCommand,
  { type: 'compute.RegisterHost' | 'compute.RecordHostReport' | 'compute.RecordHostLost' }
>;

const decidePower = (command: VmCommand, vm: PresentVm): Decision | null => {
  switch (command.type) {
    case 'compute.StartVm':
      return start(command, vm);
    case 'compute.ShutdownVm':
      return shutdown(command, vm);
    case 'compute.StopVm':
      return stop(command, vm);
    case 'compute.PauseVm':
      return pause(command, vm);
    case 'compute.ResumeVm':
      return resume(command, vm);
    case 'compute.ResetVm':
      return reset(command, vm);
    case 'compute.AdoptVmDrift':
      return adopt(command, vm);
    case 'compute.RepairVmDrift':
      return repair(command, vm);
    case 'compute.RestartVm':
      return restart(command, vm);
    case 'compute.RecordVmRestartEnded':
      return restartEnded(command, vm);
    case 'compute.ExpireVmOperation':
      return expire(command, vm);
    case 'compute.CancelVmOperation':
      return cancel(command, vm);
    default:
      return null;
  }
};

const decideLife = (command: VmCommand, vm: PresentVm): Decision | null => {
  switch (command.type) {
    case 'compute.UpdateVm':
      return update(command, vm);
    case 'compute.ApplyVmChanges':
      return applyChanges(command, vm);
    case 'compute.RecordVmReconfigureEnded':
      return reconfigureEnded(command, vm);
    case 'compute.RecordVmHardwareChanged':
      return hardwareChanged(command, vm);
    case 'compute.DeleteVm':
      return remove(command, vm);
    case 'compute.RecordVmProvisioned':
      return provisioned(command, vm);
    case 'compute.RecordVmCreateUndone':
      return createUndone(command, vm);
    case 'compute.RecordVmCreateFailed':
      return createFailed(command, vm);
    case 'compute.RemoveVmFiles':
      return removeFiles(command, vm);
    case 'compute.RecordVmDeleted':
      return deleted(command, vm);
    case 'compute.RecordVmDeleteFailed':
      return deleteFailed(command, vm);
    default:
      return null;
  }
};

const decideClone = (command: VmCommand, vm: PresentVm): Decision | null => {
  switch (command.type) {
    case 'compute.BeginClone':
      return beginClone(command, vm);
    case 'compute.EndClone':
      return endClone(command, vm);
    case 'compute.CopyVm':
      return copy(command, vm);
    case 'compute.RecordVmCopied':
      return copied(command, vm);
    default:
      return null;
  }
};

const decideObservation = (command: VmCommand, vm: PresentVm): Decision => {
  switch (command.type) {
    case 'compute.RecordVmStarted':
      return started(command, vm);
    case 'compute.RecordVmStopped':
      return isStale(command, vm) ? [] : stopped(command, vm);
    case 'compute.RecordVmCrashed':
      return isStale(command, vm) ? [] : crashed(command, vm);
    case 'compute.RecordVmPaused':
      return isStale(command, vm) ? [] : paused(command, vm);
    case 'compute.RecordVmResumed':
      return isStale(command, vm) ? [] : resumed(command, vm);
    case 'compute.RecordVmReset':
      return isStale(command, vm) ? [] : wasReset(command, vm);
    case 'compute.RecordVmPanicked':
      return isStale(command, vm) ? [] : panicked(command, vm);
    case 'compute.RecordVmActionFailed':
      return actionFailed(command, vm);
    case 'compute.RecordVmRemoved':
      return filesRemoved(command, vm);
    case 'compute.RecordVmUnknown':
      return lost(command, vm);
    case 'compute.RecordVmHardware':
      return hardwareSeen(command, vm);
    case 'compute.RecordVmDriftRepaired':
      return repaired(command, vm);
    case 'compute.RecordVmSighting':
      return sighted(command, vm);
    default:
      return [];
  }
};

/** What asks for nothing more than the end of a vm has brought about. */
const GONE_IS_FINE: ReadonlySet<string> = new Set<VmCommand['type']>(['compute.DeleteVm', 'compute.EndClone']);

const isRecord = (command: VmCommand): boolean => command.type.startsWith('compute.Record');

export const decide = (command: VmCommand, vm: Vm): Decision => {
  if (command.type === 'compute.CreateVm') return create(command, vm);
  if (!present(vm)) {
    if (isRecord(command)) return [];
    return GONE_IS_FINE.has(command.type) && vm.kind === 'deleted' ? [] : notFound(vmIdOf(command));
  }
  return (
    fromElsewhere(command, vm) ??
    decidePower(command, vm) ??
    decideLife(command, vm) ??
    decideClone(command, vm) ??
    decideObservation(command, vm)
  );
};

export const vmIdOf = (command: VmCommand): string =>
  command.type === 'compute.RecordVmSighting' ? command.data.sighting.vmId : command.data.vmId;

export const vmDecider: Decider<VmCommand, Vm, VmEvent> = { initial: noVm, decide, evolve };
