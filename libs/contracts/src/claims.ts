/** Events of claim streams: a key that must be unique belongs to one owner. */
import { z } from 'zod';
import { event } from './define.ts';

export const Claimed = event('claims.Claimed', 'A key has an owner.', {
  kind: z.string(),
  key: z.string(),
  owner: z.string(),
});
export const Released = event('claims.Released', 'A key is free.', {
  kind: z.string(),
  key: z.string(),
  owner: z.string(),
});
export const claimEvents = [Claimed, Released] as const;
