/** What a volume's file is now. */
import type { storage } from '@chronovisor/contracts';
import type { z } from 'zod';
import type { HostParts } from './host-parts.ts';

export type VolumeInfo = z.infer<typeof storage.VolumeInfo>;

type VolumeFile = Pick<VolumeInfo, 'path' | 'format'>;

/** The format is never found out by looking: a guest could have written any to a raw volume. */
export const volumeInfo = async ({ qemuImg }: Pick<HostParts, 'qemuImg'>, file: VolumeFile): Promise<VolumeInfo> => {
  const { size, allocated } = await qemuImg.info(file.path, file.format);
  return { path: file.path, format: file.format, size, allocated };
};
