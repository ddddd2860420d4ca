/** Bridges the dispatcher and the vm: which work an event means, and how a host's "no" is put on record. */
import type { Bus } from '@chronovisor/bus';
import type { HostDriftRepairRequested, MessageOf, Problem } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import { Fault } from '@chronovisor/kernel';
import type { HostWork } from '@chronovisor/saga';
import { readinessHostWork } from '../../domain/readiness/host-work.ts';
import type { ReadinessEvent } from '../../domain/readiness/state.ts';
import { vmHostWork } from '../../domain/vm/host-work.ts';
import type { VmEvent } from '../../domain/vm/state.ts';
import { systemCommand } from '../clock/system-command.ts';

export const workOf = (event: RecordedEvent): HostWork | null => {
  if (event.type.startsWith('compute.Readiness')) return readinessHostWork(event as unknown as ReadinessEvent);
  if (event.type === 'compute.HostDriftRepairRequested') {
    const data = event.data as MessageOf<typeof HostDriftRepairRequested>['data'];
    return { hostId: data.hostId, type: 'compute.RemoveStranger', data, request: data.request };
  }
  return event.type.startsWith('compute.Vm') ? vmHostWork(event as unknown as VmEvent) : null;
};

interface Failure {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const failureOf = ({ type, data, request }: HostWork, problem: Problem): Failure => {
  if (type === 'compute.RemoveStranger') {
    const { hostId, field } = data as { readonly hostId: string; readonly field: string };
    return { type: 'compute.RecordHostDriftRepaired', data: { hostId, field, problem, request } };
  }
  const { vmId, generation } = data as { readonly vmId: string; readonly generation?: number };
  return type === 'compute.AwaitReadiness'
    ? { type: 'compute.RecordReadiness', data: { vmId, problem, request } }
    : { type: 'compute.RecordVmActionFailed', data: { vmId, generation: generation ?? 0, problem, request } };
};

/** The vm knows by the request whether the failure is still news. */
export const recordRefusedWork =
  (bus: Pick<Bus, 'command'>) =>
  async (work: HostWork, problem: Problem): Promise<void> => {
    const { type, data } = failureOf(work, problem);
    const reply = await bus.command(systemCommand(type, data, work.request.operationId));
    if (reply.kind !== 'accepted') {
      throw new Fault('compute.not-recorded', `the failure of ${work.type} could not be recorded: ${reply.message}`, {
        retry: 'later',
        facts: data,
      });
    }
  };
