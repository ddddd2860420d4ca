/** Decides what a wait for a vm comes to. Pure: how the vm is comes with the command. */
import type { CommandOf, HostId, MessageOf, VmStatus, readinessCommands } from '@chronovisor/contracts';
import { type Decider, type Refusal, refuse, secondsAfter } from '@chronovisor/kernel';
import { evolve } from './evolve.ts';
import { type Readiness, type ReadinessEvent, noReadiness } from './state.ts';

/** The vm as it is while this is decided. */
export interface SeenVm {
  readonly name: string;
  readonly status: VmStatus;
  readonly hostId: HostId;
  readonly generation: number;
}

type Plain = CommandOf<MessageOf<(typeof readinessCommands)[number]>>;
type Await = Extract<Plain, { type: 'compute.AwaitReadiness' }> & { readonly vm: SeenVm | null };
export type ReadinessCommand = Await | Exclude<Plain, { type: 'compute.AwaitReadiness' }>;
type Decision = readonly ReadinessEvent[] | Refusal;

const awaitIt = ({ data, meta, vm }: Await, state: Readiness): Decision => {
  if (state.kind !== 'none') return [];
  const { vmId, until, timeoutSeconds } = data;
  if (vm === null)
    return refuse('vm.not-found', `there is no vm ${vmId}`, { hint: 'List the vms to see their names and ids.' });
  if (vm.status !== 'running')
    return refuse('vm.not-running', `${vm.name} is ${vm.status}`, { hint: 'Start it first, or resume it.' });
  const request = { operationId: meta.operationId, commandId: meta.commandId };
  const { hostId, generation } = vm;
  const deadline = secondsAfter(meta.at, timeoutSeconds);
  const awaited: ReadinessEvent = {
    type: 'compute.ReadinessAwaited',
    version: 1,
    data: { vmId, hostId, generation, until, timeoutSeconds, deadline, request },
  };
  if (until.type !== 'running') return [awaited];
  return [awaited, { type: 'compute.ReadinessReached', version: 1, data: { vmId, request } }];
};

const record = (
  { data: { problem } }: Extract<Plain, { type: 'compute.RecordReadiness' }>,
  state: Readiness,
): Decision => {
  if (state.kind !== 'waiting') return [];
  const { vmId, request } = state;
  return problem === null
    ? [{ type: 'compute.ReadinessReached', version: 1, data: { vmId, request } }]
    : [{ type: 'compute.ReadinessFailed', version: 1, data: { vmId, problem, request } }];
};

const cancel = (
  { data: { operationId } }: Extract<Plain, { type: 'compute.CancelReadiness' }>,
  state: Readiness,
): Decision => {
  if (state.kind !== 'waiting' || state.request.operationId !== operationId) {
    return refuse('operation.ended', 'the operation has ended already', {
      hint: 'Look at the operation for its outcome.',
    });
  }
  const { vmId, request } = state;
  return [{ type: 'compute.ReadinessCancelled', version: 1, data: { vmId, request } }];
};

const decide = (command: ReadinessCommand, state: Readiness): Decision => {
  switch (command.type) {
    case 'compute.AwaitReadiness':
      return awaitIt(command, state);
    case 'compute.RecordReadiness':
      return record(command, state);
    case 'compute.CancelReadiness':
      return cancel(command, state);
  }
};

export const readinessDecider: Decider<ReadinessCommand, Readiness, ReadinessEvent> = {
  initial: noReadiness,
  decide,
  evolve,
};
