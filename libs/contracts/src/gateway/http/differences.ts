/** What changed between two points of the past, as clients see it. */
import { z } from 'zod';
import { Timestamp } from '../../units.ts';
import { NowOrMoment } from './lists.ts';

export const DiffParameters = z.strictObject({
  from: NowOrMoment.meta({
    description: 'Since when: a time (RFC 3339) or a position of the log',
    examples: ['2026-11-20T03:00:00Z'],
  }),
  to: NowOrMoment.default('now').meta({ description: 'Until when: a time, a position, or `now`' }),
  kind: z
    .string()
    .max(20)
    .optional()
    .meta({ description: 'Only things of this kind, such as vms, volumes or networks', examples: ['vms'] }),
  subject: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'Only this thing: its id, its name then or now, or both as in vms/web-1' }),
  limit: z.int().min(1).max(10_000).default(1000).meta({ description: 'At most so many things' }),
});

export const FieldChange = z
  .strictObject({
    pointer: z.string().meta({ description: 'JSON Pointer into the document', examples: ['/memory'] }),
    from: z.unknown().meta({ description: 'Left out where there was none' }).optional(),
    to: z.unknown().meta({ description: 'Left out where there is none' }).optional(),
  })
  .meta({ id: 'FieldChange' });
export type FieldChange = z.infer<typeof FieldChange>;

export const ThingChange = z
  .strictObject({
    subject: z.string().meta({ examples: ['vms/0199a7c0-0000-7000-8000-000000000000'] }),
    kind: z.string(),
    name: z.string().nullable(),
    change: z.enum(['created', 'changed', 'deleted']),
    fields: z.array(FieldChange).meta({ description: 'Empty for what was created or deleted' }),
  })
  .meta({ id: 'ThingChange', description: 'One thing that is not as it was' });
export type ThingChange = z.infer<typeof ThingChange>;

const Point = z.strictObject({
  position: z.int(),
  time: Timestamp.meta({ description: 'Of the last event until then' }),
});

export const DiffDocument = z
  .strictObject({
    from: Point,
    to: Point,
    items: z.array(ThingChange),
    more: z.boolean().meta({ description: 'There are more than `limit` of them' }),
  })
  .meta({ id: 'Diff', description: 'What is not as it was' });
export type DiffDocument = z.infer<typeof DiffDocument>;
