/**
 * Decides what is drift, and what becomes of it.
 *
 *   as asked --somebody acts past us--> drifted --adopt--> as asked (what is seen is what is wanted)
 *                                          \-----repair--> an ordinary pause, resume or stop
 */
import { refuse, type Refusal } from '@chronovisor/kernel';
import type { PresentVm, VmEvent } from '../state.ts';
import { building, busy, firstRefusal, joins, unknown } from './legal.ts';
import { pause, resume, stop } from './power.ts';
import { type CommandNamed, type Decision, happened, requestOf } from './types.ts';

/** Told once for what is seen. */
export const drifted = (vm: PresentVm, expected: string, observed: string, detail: string): readonly VmEvent[] =>
  vm.drift?.observed === observed && vm.drift.expected === expected
    ? []
    : [happened('compute.VmDriftDetected', { vmId: vm.vmId, expected, observed, detail })];

/** QEMU's word for a stop that came over a monitor; a disk that failed has a word of its own. Seen after the fact, nobody knows. */
const BY_HAND: Readonly<Record<string, string>> = {
  paused: 'somebody stopped its vCPUs past Chronovisor',
  'seen paused': 'its vCPUs were seen to stand still, and nobody asked for that',
};

export const pausedByHand = (vm: PresentVm, reason: string): readonly VmEvent[] =>
  vm.meant === 'running' && BY_HAND[reason] !== undefined ? drifted(vm, 'running', 'paused', BY_HAND[reason]) : [];

export const resumedByHand = (vm: PresentVm): readonly VmEvent[] =>
  vm.meant === 'paused' ? drifted(vm, 'paused', 'running', 'somebody let its vCPUs go on past Chronovisor') : [];

export const startedByHand = (vm: PresentVm): readonly VmEvent[] =>
  vm.status === 'off' && vm.operation === null
    ? drifted(vm, 'off', 'running', 'its QEMU runs, and nobody asked for it')
    : [];

const noDrift = ({ name }: PresentVm): Refusal =>
  refuse('vm.no-drift', `${name} is as the log says`, { hint: 'There is nothing to adopt or to repair.' });

type Settling = CommandNamed<'compute.AdoptVmDrift'> | CommandNamed<'compute.RepairVmDrift'>;

const forbids = (command: Settling, vm: PresentVm): Refusal | null =>
  firstRefusal(building(vm), busy(command, vm), unknown(vm), vm.drift === null ? noDrift(vm) : null);

const isPower = (word: string): boolean => word === 'running' || word === 'paused';

export const adopt = (command: CommandNamed<'compute.AdoptVmDrift'>, vm: PresentVm): Decision => {
  const no = forbids(command, vm);
  if (no !== null || vm.drift === null) return no ?? noDrift(vm);
  const { expected, observed } = vm.drift;
  if (!isPower(observed)) {
    return refuse('vm.drift-not-adoptable', `${vm.name} shows ${observed}, which nothing could go on from`, {
      hint: 'Repair it: QEMU is stopped, and the vm can be started again.',
    });
  }
  return [happened('compute.VmDriftAdopted', { vmId: vm.vmId, expected, observed, request: requestOf(command) })];
};

const as = <T extends 'compute.ResumeVm' | 'compute.PauseVm' | 'compute.StopVm'>(
  { data, meta }: CommandNamed<'compute.RepairVmDrift'>,
  type: T,
): CommandNamed<T> => ({ type, version: 1, data, meta }) as unknown as CommandNamed<T>;

export const repair = (command: CommandNamed<'compute.RepairVmDrift'>, vm: PresentVm): Decision => {
  if (vm.drift !== null && joins(command, vm, 'resume', 'pause', 'stop')) return [];
  const no = forbids(command, vm);
  if (no !== null) return no;
  switch (vm.drift?.expected) {
    case 'running':
      return resume(as(command, 'compute.ResumeVm'), vm);
    case 'paused':
      return pause(as(command, 'compute.PauseVm'), vm);
    default:
      return stop(as(command, 'compute.StopVm'), vm);
  }
};
