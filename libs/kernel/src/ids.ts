/** Makes ids. Not for the pure rooms: there, ids arrive with the command. */
import { createHash, randomUUIDv7 } from 'node:crypto';

/** A new UUIDv7: sorts by time, and QEMU's `-uuid` takes it as it is. */
export const newId = (): string => randomUUIDv7();

/**
 * The id that follows from a parent id and a name, always the same one: a UUIDv7 whose random bits are a SHA-256 of both,
 * keeping the parent's 48-bit time so that it sorts beside it.
 */
export const derivedId = (parent: string, name: string): string => {
  const digest = createHash('sha256').update(parent).update('\0').update(name).digest('hex');
  const time = parent.replaceAll('-', '').slice(0, 12);
  const variant = ((Number.parseInt(digest[3] as string, 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${digest.slice(0, 3)}-${variant}${digest.slice(4, 7)}-${digest.slice(7, 19)}`;
};
