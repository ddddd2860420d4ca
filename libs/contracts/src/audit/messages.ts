/** The audit trail: one chained record for every command a person sent and every denial. */
import { z } from 'zod';
import { command, event } from '../define.ts';
import { Actor } from '../messages.ts';
import { Timestamp } from '../units.ts';

/** One thing asked. `object` is a path such as `/vms/<id>`; `code` names the refusal when there was one. */
export const Access = z.strictObject({
  at: Timestamp,
  actor: Actor,
  action: z.string().max(200),
  object: z.string().max(500),
  result: z.enum(['accepted', 'refused', 'denied', 'failed']),
  status: z.int(),
  code: z.string().nullable(),
  operationId: z.string().nullable(),
  correlationId: z.string(),
  /** How often it was asked, where a flood of the same denial came from one address. */
  times: z.int().min(2).optional(),
});
export type Access = z.infer<typeof Access>;

export const RecordAccess = command('audit.RecordAccess', 'Put on the trail what was asked and what came of it.', {
  access: Access,
});
/** `hash` = SHA-256 of the canonical JSON of `{sequence, access, previous}`; `previous` of the very first is 64 zeros. */
export const AccessRecorded = event('audit.AccessRecorded', 'A link of the audit chain.', {
  sequence: z.int().nonnegative(),
  access: Access,
  previous: z.string(),
  hash: z.string(),
});

/** Result: `{valid, records, broken}`; `broken` is null or `{position, sequence, reason}` of the first link that does not hold. */
export const VerifyTrail = command(
  'audit.VerifyTrail',
  'Read the whole trail from the store and check every link. Changes nothing; legal at any time.',
  {},
);

export const auditCommands = [RecordAccess, VerifyTrail] as const;
export const auditEvents = [AccessRecorded] as const;
