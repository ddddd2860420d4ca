/** Takes what is asked of this host's storage part: work is answered at once and reported, queries wait for their result. */
import type { HostPlatform, HostTrace } from '@chronovisor/bus';
import type { HostEnvelope, HostReply } from '@chronovisor/contracts';
import { isFault, isRefusal, refuse } from '@chronovisor/kernel';
import { problemOf } from './failure.ts';
import type { HostParts } from './host-parts.ts';
import { type StorageMessage, type Work, outcomeOf } from './outcomes.ts';
import { volumeInfo } from './volume-info.ts';
import type { WorkQueue } from './work-queue.ts';

type Question = Extract<StorageMessage, { type: 'storage.VolumeInfo' }>;

const keyOf = ({ data }: Work): string => {
  if ('poolId' in data) return data.poolId;
  return 'volumeId' in data ? data.volumeId : data.imageId;
};

const answer = async (parts: HostParts, { data }: Question): Promise<HostReply> => {
  try {
    if (!(await parts.place.exists(data.path)))
      return refuse('volume.not-found', `there is no volume's file ${data.path} on the host`) as HostReply;
    return { kind: 'result', result: await volumeInfo(parts, data) };
  } catch (error) {
    const { code, message } = problemOf(error);
    return { kind: 'fault', code, message, retry: isFault(error) ? error.retry : 'look-first' };
  }
};

const traceOf = ({ correlationId, commandId, traceparent }: HostEnvelope['meta']): HostTrace => ({
  correlationId,
  causationId: commandId,
  traceparent,
});

/** Reports wait outside of the queue, for control may be away for long. */
export const createMessages = (parts: HostParts, queue: WorkQueue, report: HostPlatform['report']) => {
  const underWay = new Set<string>();

  const take = async (work: Work, meta: HostEnvelope['meta']): Promise<void> => {
    const { request } = work.data;
    if (underWay.has(request.commandId)) return;
    underWay.add(request.commandId);
    // A deletion overtakes what is being made of the same volume; control has ended that already.
    if (work.type === 'storage.DeleteVolume') queue.callOff(work.data.volumeId);
    try {
      const outcome = await queue.run(keyOf(work), (signal) => outcomeOf(parts, work, signal));
      if (outcome === null) return;
      const reply = await report(outcome, request, traceOf(meta));
      if (isRefusal(reply))
        parts.log.error({ code: reply.code, ...request }, `control refused a report: ${reply.message}`);
    } catch (error) {
      // The host process ends: the next one is asked again.
      if (!isFault(error) || error.code !== 'host.closing')
        parts.log.error({ err: error, ...request }, 'a report was lost');
    } finally {
      underWay.delete(request.commandId);
    }
  };

  return async (envelope: HostEnvelope): Promise<HostReply> => {
    const message = envelope as unknown as StorageMessage;
    if (message.type === 'storage.VolumeInfo') return answer(parts, message);
    void take(message, envelope.meta);
    return { kind: 'taken' };
  };
};
