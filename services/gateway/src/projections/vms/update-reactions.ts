/** Folds changes of configurations into the vm view's rows, and that one is under way. */
import {
  type RecordedChanges,
  VmChangesKept,
  VmHardwareChangeFailed,
  VmHardwareChangeRequested,
  VmReconfigureEnded,
  VmReconfigureRequested,
  VmUpdated,
} from '@chronovisor/contracts';
import type { Reactions } from '../documents/reactions.ts';
import type { AlterVm } from './power-reactions.ts';
import type { VmRow } from './row.ts';

/** Null is a value there. */
const applyToHardware = (vm: VmRow, changes: RecordedChanges): void => {
  vm.vcpus = changes.vcpus ?? vm.vcpus;
  vm.memory = changes.memory ?? vm.memory;
  vm.boot = changes.boot ?? vm.boot;
  vm.graphics = changes.graphics ?? vm.graphics;
  if (changes.cpu !== undefined) vm.cpu = changes.cpu;
  if (changes.maxMemory !== undefined) vm.maxMemory = changes.maxMemory;
  if (changes.iso !== undefined) vm.iso = changes.iso;
};

const noLonger = (pending: RecordedChanges | null, changes: RecordedChanges): RecordedChanges | null => {
  const rest = Object.entries(pending ?? {}).filter(([key]) => !(key in changes));
  return rest.length === 0 ? null : (Object.fromEntries(rest) as RecordedChanges);
};

const update = (vm: VmRow, changes: RecordedChanges): void => {
  vm.name = changes.name ?? vm.name;
  vm.description = changes.description ?? vm.description;
  vm.labels = changes.labels ?? vm.labels;
  vm.autostart = changes.autostart ?? vm.autostart;
  applyToHardware(vm, changes);
  vm.pending = noLonger(vm.pending, changes);
  if (vm.updating === 'updating_hardware') vm.updating = null;
};

export const reactToUpdates = (reactions: Reactions, alter: AlterVm): Reactions =>
  reactions
    .on(VmUpdated, (data) => alter(data.vmId, (vm) => update(vm, data.changes)))
    .on(VmChangesKept, (data) => alter(data.vmId, (vm) => void (vm.pending = data.pending)))
    .on(VmHardwareChangeRequested, (data) => alter(data.vmId, (vm) => void (vm.updating = 'updating_hardware')))
    .on(VmHardwareChangeFailed, (data) => alter(data.vmId, (vm) => void (vm.updating = null)))
    .on(VmReconfigureRequested, (data) => alter(data.vmId, (vm) => void (vm.updating = 'powering_off_update')))
    .on(VmReconfigureEnded, (data) => alter(data.vmId, (vm) => void (vm.updating = null)));
