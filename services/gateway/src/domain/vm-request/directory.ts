/** What the resolution of a request asks of the views: plain facts, looked up by id or name. */
import type { BootDevice, Firmware, NetworkKind, storage, VolumeFormat } from '@chronovisor/contracts';
import type { z } from 'zod';

export interface KnownPool {
  readonly id: string;
  readonly hostId: string;
  readonly status: 'preparing' | 'ready';
}
export interface KnownVolume {
  readonly id: string;
  readonly poolId: string;
  readonly hostId: string;
  readonly size: number;
  readonly format: z.infer<typeof VolumeFormat>;
  readonly status: 'creating' | 'ready' | 'growing' | 'deleting';
  readonly vmId: string | null;
}
export interface KnownNetwork {
  readonly id: string;
  readonly kind: z.infer<typeof NetworkKind>;
}
export interface KnownImage {
  readonly id: string;
  readonly name: string;
  readonly kind: z.infer<typeof storage.ImageKind>;
  readonly status: 'importing' | 'ready' | 'deleting';
  readonly size: number | null;
}
export interface ChosenHost {
  readonly id: string;
  readonly name: string;
  readonly firmware: readonly z.infer<typeof Firmware>[];
  readonly networks: readonly z.infer<typeof NetworkKind>[];
}

/** Each answers with everything of that id or name: none, one, or several where names are not unique. */
export interface Directory {
  readonly pools: (reference: string) => readonly KnownPool[];
  readonly volumes: (reference: string) => readonly KnownVolume[];
  readonly networks: (reference: string) => readonly KnownNetwork[];
  readonly images: (reference: string) => readonly KnownImage[];
}

export const usualOrder: readonly z.infer<typeof BootDevice>[] = ['disk', 'cdrom', 'network'];
