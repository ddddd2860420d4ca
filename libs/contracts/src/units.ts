/** Sizes, names and addresses as people write them at the edge and as we keep them inside. */
import { z } from 'zod';

const FACTORS: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
};
const SIZE = /^(\d+(?:\.\d+)?)\s?(B|KiB|MiB|GiB|TiB)?$/;

/** Bytes of a size text such as `512MiB`, or null when it is none. */
export const parseSize = (text: string): number | null => {
  const match = SIZE.exec(text);
  if (match === null) return null;
  const bytes = Number(match[1]) * (FACTORS[match[2] ?? ''] ?? Number.NaN);
  return Number.isSafeInteger(bytes) ? bytes : null;
};

/** Whole bytes, kept inside. */
export const Bytes = z.int().nonnegative();

const sizeFault = (value: number | string): string => {
  if (!SIZE.test(String(value))) {
    return 'write whole bytes as a number, or a text such as "512MiB" (B, KiB, MiB, GiB, TiB)';
  }
  return Number.parseFloat(String(value)) === 0 ? 'nothing is no size' : 'give whole bytes, less than 8192TiB of them';
};

/** A size at the edge: whole bytes, or a text with B, KiB, MiB, GiB or TiB. Parsed to bytes. */
export const Size = z
  .union([z.int().positive(), z.string()])
  .transform((value, ctx) => {
    const bytes = typeof value === 'number' ? value : parseSize(value);
    if (bytes !== null && bytes > 0) return bytes;
    ctx.addIssue({ code: 'custom', message: sizeFault(value) });
    return z.NEVER;
  })
  .meta({ description: 'Bytes, or a text such as "512MiB"; units B, KiB, MiB, GiB, TiB', examples: ['512MiB'] });

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A name people give, never the form of an id: DNS label, 1 to 63 of a-z 0-9 -, not at the ends. */
export const Name = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'use 1 to 63 of a-z, 0-9 and "-", not starting or ending with "-"')
  .refine((name) => !ID.test(name), 'an id is no name: whoever asks by that id could get either thing')
  .meta({ description: 'A DNS label: 1 to 63 of a-z, 0-9 and "-"', examples: ['web-1'] });

/** A name or an id in a path or a reference. */
export const Reference = z.string().min(1).max(128);

export const MacAddress = z
  .string()
  .regex(/^52:54:00(:[0-9a-f]{2}){3}$/, 'write a unicast MAC address under 52:54:00, lower case');
export const AbsolutePath = z
  .string()
  .max(4096)
  .regex(/^\/[^\0]*$/, 'write an absolute path on the host');
export const Port = z.int().min(1).max(65_535);
/** RFC 3339 with milliseconds. */
export const Timestamp = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
