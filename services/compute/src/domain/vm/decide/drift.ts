/**
 * Decides what is drift.
 *
 *   as asked --somebody acts past us--> drifted --adopt--> as asked (what is seen is what is wanted)
 *                                          \-----repair--> as asked (what is wanted is seen again)
 */
import { type Difference } from '@chronovisor/contracts';
import type { Drift, PresentVm, VmEvent } from '../state.ts';
import { happened } from './types.ts';

export const POWER = 'power';

export const driftOf = ({ drifts }: PresentVm, field: string): Drift | undefined =>
  drifts.find((drift) => drift.field === field);

/** Told once for what is seen. */
export const differing = (vm: PresentVm, difference: Difference): readonly VmEvent[] => {
  const { field, expected, observed } = difference;
  const known = driftOf(vm, field);
  return known?.observed === observed && known.expected === expected
    ? []
    : [happened('compute.VmDriftDetected', { vmId: vm.vmId, ...difference })];
};

export const drifted = (vm: PresentVm, expected: string, observed: string, detail: string): readonly VmEvent[] =>
  differing(vm, { field: POWER, expected, observed, detail });

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
