/** Takes what control asks of this host's storage, does it one thing after the other per pool, volume or image, and reports. */
import type { HostEnvelope, HostReply, MessageOf, Request, storage } from '@chronovisor/contracts';
import type { HostTrace, Report } from '@chronovisor/bus';
import { createVolume } from './create-volume.ts';
import { deleteVolume } from './delete-volume.ts';
import { growVolume } from './grow-volume.ts';
import type { HostParts } from './host-parts.ts';
import { importImage, removeImage } from './import-image.ts';
import type { Lanes } from './lanes.ts';
import { preparePool } from './prepare-pool.ts';
import { problemOf } from './problems.ts';

type Message = MessageOf<(typeof storage.storageHostMessages)[number]>;
type Command = Exclude<Message, { type: 'storage.VolumeInfo' }>;
type Word = readonly [type: string, data: Record<string, unknown>];

const idOf = (data: Command['data']): string =>
  'volumeId' in data ? data.volumeId : 'imageId' in data ? data.imageId : data.poolId;

/** Does it, and gives what is to be reported. */
const carryOut = async (parts: HostParts, command: Command): Promise<Word> => {
  const { hostId } = parts;
  switch (command.type) {
    case 'storage.PreparePool':
      return ['storage.RecordPoolReady', { poolId: command.data.poolId, path: await preparePool(parts, command.data) }];
    case 'storage.CreateVolume':
      return [
        'storage.RecordVolumeCreated',
        { volumeId: command.data.volumeId, info: await createVolume(parts, command.data) },
      ];
    case 'storage.GrowVolume':
      return [
        'storage.RecordVolumeGrown',
        { volumeId: command.data.volumeId, info: await growVolume(parts, command.data) },
      ];
    case 'storage.DeleteVolume':
      await deleteVolume(parts, command.data);
      return ['storage.RecordVolumeDeleted', { volumeId: command.data.volumeId }];
    case 'storage.ImportImage':
      return [
        'storage.RecordImageReady',
        { imageId: command.data.imageId, hostId, ...(await importImage(parts, command.data)) },
      ];
    case 'storage.RemoveImage':
      await removeImage(parts, command.data.imageId);
      return ['storage.RecordImageRemoved', { imageId: command.data.imageId, hostId }];
  }
};

const failureOf = (parts: HostParts, { data }: Command, error: unknown): Word => {
  const problem = problemOf(error);
  if ('volumeId' in data) return ['storage.RecordVolumeFailed', { volumeId: data.volumeId, problem }];
  if ('imageId' in data) return ['storage.RecordImageFailed', { imageId: data.imageId, hostId: parts.hostId, problem }];
  return ['storage.RecordPoolFailed', { poolId: data.poolId, problem }];
};

const traceOf = ({ meta }: HostEnvelope): HostTrace => ({
  correlationId: meta.correlationId,
  causationId: meta.commandId,
  traceparent: meta.traceparent,
});

export interface MessagesOptions {
  readonly parts: HostParts;
  readonly lanes: Lanes;
  readonly report: Report;
}

export const createMessages = ({
  parts,
  lanes,
  report,
}: MessagesOptions): ((envelope: HostEnvelope) => Promise<HostReply>) => {
  /** Asked again while it is at work: the work goes on, and is reported once. */
  const atWork = new Set<string>();

  const perform = async (envelope: HostEnvelope, command: Command, request: Request): Promise<void> => {
    let word: Word;
    try {
      word = await lanes.run(idOf(command.data), () => carryOut(parts, command));
    } catch (error) {
      parts.log.warn({ err: error, type: command.type, operationId: request.operationId }, 'storage could not do it');
      word = failureOf(parts, command, error);
    }
    const [type, data] = word;
    await report({ type, version: 1, data: { ...data, request } }, request, traceOf(envelope));
  };

  return async (envelope) => {
    const message = envelope as unknown as Message;
    if (message.type === 'storage.VolumeInfo')
      return { kind: 'result', result: await parts.img.info(message.data.path, message.data.format) };
    const { request } = message.data;
    if (!atWork.has(request.commandId)) {
      atWork.add(request.commandId);
      perform(envelope, message, request)
        .catch((error: unknown) =>
          parts.log.error({ err: error, type: message.type }, 'the outcome could not be reported'),
        )
        .finally(() => atWork.delete(request.commandId));
    }
    return { kind: 'taken' };
  };
};
