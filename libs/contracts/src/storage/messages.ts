/** Storage's nouns: a pool is a place on one host, a volume a block device in it, an image what volumes and boots start from. */
import { z } from 'zod';
import { VolumeFormat } from '../compute/model.ts';
import { AbsolutePath, Bytes } from '../units.ts';

export const ImageKind = z.enum(['kernel', 'disk', 'iso']);
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'write a SHA-256 as 64 hex digits, lower case');

/** The files of an image: a `kernel` image has kernel, initrd and a command line, the others one file. */
export const ImageFiles = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('kernel'),
    kernel: AbsolutePath,
    initrd: AbsolutePath.nullable(),
    cmdline: z.string().max(2048),
  }),
  z.strictObject({
    kind: z.literal('disk'),
    path: AbsolutePath,
    format: z.enum(['qcow2', 'raw', 'vmdk', 'vdi', 'vhdx']).nullable(),
  }),
  z.strictObject({ kind: z.literal('iso'), path: AbsolutePath }),
]);
export type ImageFiles = z.infer<typeof ImageFiles>;

export const VolumeInfo = z.strictObject({
  path: AbsolutePath,
  format: VolumeFormat,
  /** Bytes the guest sees. */
  size: Bytes,
  /** Bytes it takes in the pool. */
  allocated: Bytes,
});
