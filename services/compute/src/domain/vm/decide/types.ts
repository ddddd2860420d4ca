/** The shapes that all decisions about a vm share. */
import type { CommandOf, MessageOf, Problem, Request, computeCommands } from '@chronovisor/contracts';
import type { Refusal } from '@chronovisor/kernel';
import type { PresentVm, VmEvent, WorkType } from '../state.ts';

export type ComputeCommand = CommandOf<MessageOf<(typeof computeCommands)[number]>>;
export type CommandNamed<T extends ComputeCommand['type']> = Extract<ComputeCommand, { type: T }>;
export type Decision = readonly VmEvent[] | Refusal;

/** An event of a type, with its data checked against that type. */
export const happened = <T extends VmEvent['type']>(type: T, data: Extract<VmEvent, { type: T }>['data']): VmEvent =>
  ({ type, version: 1, data }) as unknown as VmEvent;

export const requestOf = (command: ComputeCommand): Request => ({
  operationId: command.meta.operationId,
  commandId: command.meta.commandId,
});

const FAILED = {
  start: 'compute.VmStartFailed',
  shutdown: 'compute.VmShutdownFailed',
  stop: 'compute.VmStopFailed',
  pause: 'compute.VmPauseFailed',
  resume: 'compute.VmResumeFailed',
  reset: 'compute.VmResetFailed',
  copy: 'compute.VmCopyFailed',
  'change-hardware': 'compute.VmHardwareChangeFailed',
  'repair-drift': 'compute.VmDriftRepairFailed',
  'remove-files': 'compute.VmFilesRemovalFailed',
} as const satisfies Record<WorkType, VmEvent['type']>;

/** The failure of the step under way; nothing when there is none. */
export const workFailed = (vm: PresentVm, problem: Problem): readonly VmEvent[] =>
  vm.work === null ? [] : [happened(FAILED[vm.work.type], { vmId: vm.vmId, problem, request: vm.work.request })];

/** Why a step fails whose operation ends before it. */
export const givenUp = (vm: PresentVm, problem: Problem | null): Problem =>
  problem ?? { code: 'vm.superseded', message: `the operation of ${vm.name} has ended` };
