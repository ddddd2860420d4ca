/**
 * What the decider remembers of a volume.
 *
 *   absent --asked--> making --made--> ready <--growing--> ...
 *                        `--failed--> gone <--deleted-- deleting
 */
import type { HostId, Labels, ProjectId, Request, VmId, storage } from '@chronovisor/contracts';
import type { z } from 'zod';
import type { EventNamed } from '../messages/shapes.ts';

export type VolumeEvent = EventNamed<
  | 'storage.VolumeCreationRequested'
  | 'storage.VolumeCreated'
  | 'storage.VolumeCreationFailed'
  | 'storage.VolumeGrowthRequested'
  | 'storage.VolumeGrown'
  | 'storage.VolumeGrowthFailed'
  | 'storage.VolumeDeletionRequested'
  | 'storage.VolumeDeleted'
  | 'storage.VolumeDeletionFailed'
  | 'storage.VolumeClaimed'
  | 'storage.VolumeReleased'
  | 'storage.VolumeLabelled'
>;

export interface VolumeBody {
  readonly name: string | null;
  readonly poolId: string;
  readonly hostId: HostId;
  readonly info: z.infer<typeof storage.VolumeInfo>;
  readonly usedBy: VmId | null;
  /** Null: the default one. */
  readonly projectId: ProjectId | null;
  /** Bytes of its project's quota that it holds: its size, as soon as it is asked for. */
  readonly held: number;
  readonly labels: Labels;
}

export type Volume =
  | { readonly status: 'absent' }
  | { readonly status: 'gone' }
  | { readonly status: 'ready'; readonly body: VolumeBody }
  | { readonly status: 'making' | 'growing' | 'deleting'; readonly body: VolumeBody; readonly request: Request };

export type PresentVolume = Exclude<Volume, { status: 'absent' | 'gone' }>;

export const noVolume: Volume = { status: 'absent' };
