/** Carries one piece of work out and says what to report of it. */
import type { HostReport } from '@chronovisor/bus';
import type { MessageOf, Problem, storage } from '@chronovisor/contracts';
import { createVolume } from './create-volume.ts';
import { deleteVolume } from './delete-volume.ts';
import { type Failure, isFailure, problemOf } from './failure.ts';
import { growVolume } from './grow-volume.ts';
import type { HostParts } from './host-parts.ts';
import { clearImage } from './images-folder.ts';
import { importImage } from './import-image.ts';
import { preparePool } from './prepare-pool.ts';

export type StorageMessage = MessageOf<(typeof storage.storageHostMessages)[number]>;
export type Work = Exclude<StorageMessage, { type: 'storage.VolumeInfo' }>;

const reportOf = (type: string, data: object): HostReport => ({ type: `storage.${type}`, version: 1, data });

/** What the work is about, as every report of it says. */
const aboutOf = ({ hostId }: HostParts, { data }: Work): object => {
  const { request } = data;
  if ('poolId' in data) return { poolId: data.poolId, request };
  return 'volumeId' in data ? { volumeId: data.volumeId, request } : { imageId: data.imageId, hostId, request };
};

const failureType = (work: Work): string => {
  if ('poolId' in work.data) return 'RecordPoolFailed';
  return 'volumeId' in work.data ? 'RecordVolumeFailed' : 'RecordImageFailed';
};

/** The report's type and what it says beside whom it is about. */
const perform = async (
  parts: HostParts,
  work: Work,
  signal: AbortSignal,
): Promise<readonly [type: string, said: object] | Failure> => {
  switch (work.type) {
    case 'storage.PreparePool': {
      const path = await preparePool(parts, work.data);
      return typeof path === 'string' ? ['RecordPoolReady', { path }] : path;
    }
    case 'storage.CreateVolume': {
      const info = await createVolume(parts, work.data, signal);
      return isFailure(info) ? info : ['RecordVolumeCreated', { info }];
    }
    case 'storage.GrowVolume': {
      const info = await growVolume(parts, work.data);
      return isFailure(info) ? info : ['RecordVolumeGrown', { info }];
    }
    case 'storage.DeleteVolume':
      return (await deleteVolume(parts, work.data)) ?? ['RecordVolumeDeleted', {}];
    case 'storage.ImportImage': {
      const kept = await importImage(parts, work.data, signal);
      return isFailure(kept) ? kept : ['RecordImageReady', kept];
    }
    case 'storage.RemoveImage':
      await clearImage(parts, work.data.imageId);
      return ['RecordImageRemoved', {}];
    default:
      return work satisfies never;
  }
};

const failed = (parts: HostParts, work: Work, problem: Problem): HostReport =>
  reportOf(failureType(work), { ...aboutOf(parts, work), problem });

/** Null when it was called off: then whoever called it off says what comes of it. */
export const outcomeOf = async (parts: HostParts, work: Work, signal: AbortSignal): Promise<HostReport | null> => {
  if (signal.aborted) return null;
  const about = aboutOf(parts, work);
  try {
    const outcome = await perform(parts, work, signal);
    if (!isFailure(outcome)) return reportOf(outcome[0], { ...about, ...outcome[1] });
    parts.log.warn({ ...about, type: work.type, code: outcome.problem.code }, outcome.problem.message);
    return failed(parts, work, outcome.problem);
  } catch (error) {
    if (signal.aborted) return null;
    parts.log.error({ err: error, ...about, type: work.type }, 'the host could not do it');
    return failed(parts, work, problemOf(error));
  }
};
