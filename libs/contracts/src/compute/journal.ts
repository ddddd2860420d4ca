/** What a host can tell of its dialogue with one QEMU: what control asked of it, and each QMP command and event, without secrets. */
import { z } from 'zod';
import { hostQuery } from '../define.ts';
import { CommandId, VmId } from '../ids.ts';
import { Timestamp } from '../units.ts';

export const JournalLine = z.strictObject({
  /** By the host's clock. */
  at: Timestamp,
  /** The command in whose name it was done; null for what happened by itself. */
  commandId: CommandId.nullable(),
  kind: z.enum(['asked', 'done', 'sent', 'answered', 'refused', 'lost', 'event']),
  /** Of the host command, or of QMP's command or event. */
  name: z.string().max(200),
  /** Arguments, answer or event data, cut where they are long. */
  detail: z.string().max(600),
  /** From a command's sending to its answer. */
  tookMs: z.number().nonnegative().nullable(),
});
export type JournalLine = z.infer<typeof JournalLine>;

export const HostReadJournal = hostQuery(
  'compute.ReadJournal',
  'The newest lines of the dialogue with a vm’s QEMU, oldest first. Older ones are dropped.',
  { vmId: VmId, max: z.int().positive().max(1000) },
  z.strictObject({ lines: z.array(JournalLine) }),
);
