/** Reads what `qemu-img info --output=json` says. */
import { z } from 'zod';
import type { DiskFileFacts } from './qemu-img.port.ts';

const Said = z.object({
  format: z.string(),
  'virtual-size': z.int().nonnegative(),
  'actual-size': z.int().nonnegative().default(0),
  encrypted: z.boolean().default(false),
  'backing-filename': z.string().optional(),
  'full-backing-filename': z.string().optional(),
  'format-specific': z
    .object({
      data: z
        .object({
          'data-file': z.string().optional(),
          extents: z.array(z.object({ filename: z.string() })).optional(),
        })
        .nullish(),
    })
    .optional(),
});

export const described = (text: string, path: string): DiskFileFacts => {
  const said = Said.parse(JSON.parse(text));
  const specific = said['format-specific']?.data;
  const named = [
    said['full-backing-filename'] ?? said['backing-filename'],
    specific?.['data-file'],
    ...(specific?.extents ?? []).map(({ filename }) => filename),
  ];
  return {
    format: said.format,
    size: said['virtual-size'],
    allocated: said['actual-size'],
    others: named.filter((name) => name !== undefined && name !== path) as string[],
    encrypted: said.encrypted,
  };
};
