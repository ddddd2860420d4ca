/** How something about a vm came about, as clients see it: from the request to what was said to QEMU, and why it is as it is. */
import { z } from 'zod';
import { VmStatus } from '../../compute/model.ts';
import { Timestamp } from '../../units.ts';

export const TimelineParameters = z.strictObject({
  limit: z.int().min(1).max(200).default(20).meta({ description: 'The newest so many requests and happenings' }),
  event: z
    .string()
    .max(100)
    .optional()
    .meta({ description: 'Only what this event belongs to: its position or its id', examples: ['1234'] }),
  operation: z
    .uuidv7()
    .optional()
    .meta({ description: 'Only what belongs to this operation; of an order to many, what this vm did for it' }),
});

export const TimelineEntry = z
  .strictObject({
    at: Timestamp.meta({
      description: 'Of `qmp` and `host-command` by the clock of the host, of the rest by that of control',
    }),
    kind: z.enum(['request', 'command', 'event', 'host-command', 'qmp-command', 'qmp-event']),
    name: z.string().meta({ examples: ['compute.StartVm', 'vm.started', 'query-status', 'RESUME'] }),
    /** Event: what it says. QMP: arguments and answer. */
    detail: z.string(),
    position: z.int().nullable().meta({ description: 'Of an event, in the log' }),
    commandId: z.string().nullable().meta({ description: 'The command in whose name it was done' }),
    tookMs: z.number().nullable(),
  })
  .meta({ id: 'TimelineEntry' });
export type TimelineEntry = z.infer<typeof TimelineEntry>;

/** The order to many vms that something was done for. */
export const TimelineWhole = z
  .strictObject({
    operation: z.string().meta({ description: 'Id of its operation, whose `children` are the other vms' }),
    summary: z.string().meta({ examples: ['start of 12 vms'] }),
    /** What was asked for at the edge. */
    request: z
      .string()
      .nullable()
      .meta({ description: 'Null where nobody asked', examples: ['bulkVms'] }),
  })
  .meta({ id: 'TimelineWhole', description: 'An order to many vms' });
export type TimelineWhole = z.infer<typeof TimelineWhole>;

export const TimelineThread = z
  .strictObject({
    operation: z.string().nullable().meta({ description: 'Null for what happened by itself' }),
    partOf: TimelineWhole.nullable().meta({ description: 'The order to many vms that this is the part of one of' }),
    correlationId: z.string(),
    actor: z.strictObject({ kind: z.string(), id: z.string(), source: z.string().optional() }),
    entries: z.array(TimelineEntry),
  })
  .meta({
    id: 'TimelineThread',
    description: 'One request and all that followed from it, or one thing that happened by itself',
  });
export type TimelineThread = z.infer<typeof TimelineThread>;

export const TimelineDocument = z
  .strictObject({
    vm: z.string(),
    name: z.string(),
    threads: z.array(TimelineThread).meta({ description: 'Oldest first' }),
    host: z
      .strictObject({ answered: z.boolean(), detail: z.string() })
      .meta({ description: 'Whether the host told what it said to QEMU; without it the `qmp` entries are missing' }),
  })
  .meta({ id: 'Timeline', description: 'How things about a vm came about' });
export type TimelineDocument = z.infer<typeof TimelineDocument>;

export const Reason = z
  .strictObject({ at: Timestamp, position: z.int(), type: z.string(), text: z.string() })
  .meta({ id: 'Reason' });
export type Reason = z.infer<typeof Reason>;

export const WhyDocument = z
  .strictObject({
    vm: z.string(),
    name: z.string(),
    status: VmStatus,
    since: Timestamp,
    summary: z.string().meta({ examples: ['web-1 is off: the guest powered itself off'] }),
    because: z.array(Reason).meta({ description: 'What led to it, oldest first' }),
    waitsFor: z.string().nullable().meta({ description: 'What is under way, and what it waits for' }),
    next: z.array(z.string()).meta({ description: 'What can be done' }),
  })
  .meta({ id: 'Why', description: 'Why a vm is in its status, in words' });
export type WhyDocument = z.infer<typeof WhyDocument>;
