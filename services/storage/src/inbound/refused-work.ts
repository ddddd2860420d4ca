/** How a host's "no" to storage's work is put on record. */
import type { Bus } from '@chronovisor/bus';
import type { Problem } from '@chronovisor/contracts';
import { Fault } from '@chronovisor/kernel';
import { derivedId } from '@chronovisor/kernel/ids';
import type { HostWork } from '@chronovisor/saga';
import { systemCommand } from './system-command.ts';

type WorkData = { readonly poolId?: string; readonly volumeId?: string; readonly imageId?: string };

const failureOf = (work: HostWork, problem: Problem): readonly [string, unknown] => {
  const { poolId, volumeId, imageId } = work.data as WorkData;
  const failed = { problem, request: work.request };
  if (volumeId !== undefined) return ['storage.RecordVolumeFailed', { volumeId, ...failed }];
  if (imageId !== undefined) return ['storage.RecordImageFailed', { imageId, hostId: work.hostId, ...failed }];
  return ['storage.RecordPoolFailed', { poolId, ...failed }];
};

export const recordRefusedWork =
  (bus: Pick<Bus, 'command'>) =>
  async (work: HostWork, problem: Problem): Promise<void> => {
    const [type, data] = failureOf(work, problem);
    // Said twice, it is recorded once.
    const commandId = derivedId(work.request.commandId, `refused by ${work.hostId}`);
    const reply = await bus.command(systemCommand(type, data, commandId, work.request.operationId));
    if (reply.kind !== 'accepted') {
      throw new Fault('storage.not-recorded', `the failure of ${work.type} could not be recorded: ${reply.message}`, {
        retry: 'later',
      });
    }
  };
