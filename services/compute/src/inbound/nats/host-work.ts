/** Bridges the dispatcher and the vm: which work an event means, and how a host's "no" is put on record. */
import type { Bus } from '@chronovisor/bus';
import type { Problem } from '@chronovisor/contracts';
import type { RecordedEvent } from '@chronovisor/event-store';
import { Fault } from '@chronovisor/kernel';
import type { HostWork } from '@chronovisor/saga';
import { vmHostWork } from '../../domain/vm/host-work.ts';
import type { VmEvent } from '../../domain/vm/state.ts';
import { systemCommand } from '../clock/system-command.ts';

export const workOf = (event: RecordedEvent): HostWork | null =>
  event.type.startsWith('compute.Vm') ? vmHostWork(event as unknown as VmEvent) : null;

/** The vm knows by the request whether the failure is still news. */
export const recordRefusedWork =
  (bus: Pick<Bus, 'command'>) =>
  async (work: HostWork, problem: Problem): Promise<void> => {
    const { vmId, generation } = work.data as { readonly vmId: string; readonly generation?: number };
    const command = systemCommand(
      'compute.RecordVmActionFailed',
      { vmId, generation: generation ?? 0, problem, request: work.request },
      work.request.operationId,
    );
    const reply = await bus.command(command);
    if (reply.kind !== 'accepted') {
      throw new Fault('compute.not-recorded', `the failure of ${work.type} could not be recorded: ${reply.message}`, {
        retry: 'later',
        facts: { vmId },
      });
    }
  };
