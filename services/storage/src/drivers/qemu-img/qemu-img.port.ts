/** What storage needs of qemu-img: volume files made, described and grown. All sizes are bytes. */
import type { storage } from '@chronovisor/contracts';
import type { z } from 'zod';

export type VolumeInfo = z.infer<typeof storage.VolumeInfo>;
export type VolumeFormat = VolumeInfo['format'];

/**
 * Throws the Fault `qemu-img.failed` (never) with qemu-img's own words in `facts.said`, or `storage.disk-full` (later)
 * when the place has no room.
 */
export interface QemuImg {
  /** A blank volume: thin for qcow2, sparse for raw. The path must be free. */
  create(path: string, format: VolumeFormat, size: number): Promise<void>;
  /** A volume with the contents of an image file; `from` null lets qemu-img find the image's format out. */
  convert(
    source: { readonly path: string; readonly format: string | null },
    to: { readonly path: string; readonly format: VolumeFormat },
  ): Promise<void>;
  /** Growing only: qemu-img is never asked to shrink. */
  grow(path: string, format: VolumeFormat, size: number): Promise<void>;
  /** Readable also while a vm uses it. */
  info(path: string, format: VolumeFormat): Promise<VolumeInfo>;
}
