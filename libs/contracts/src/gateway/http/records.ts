/** What is recorded, over HTTP: events, the audit trail, and how the parts are. */
import { SelfCheckSummary } from './self-checks.ts';
import { z } from 'zod';
import { Access } from '../../audit/messages.ts';
import { HostId } from '../../ids.ts';
import { Timestamp } from '../../units.ts';
import { atLeast, listQuery, pageOf } from './lists.ts';

/** A CloudEvents 1.0 event; extension names are lower case, as CloudEvents asks. */
export const EventDocument = z
  .strictObject({
    specversion: z.literal('1.0'),
    id: z.string(),
    source: z.string().meta({ examples: ['/services/compute'] }),
    type: z.string().meta({ examples: ['vm.started'] }),
    subject: z.string().meta({ examples: ['vms/0199a7c0-0000-7000-8000-000000000000'] }),
    time: Timestamp,
    datacontenttype: z.literal('application/json'),
    dataversion: z.int(),
    position: z.int().meta({ description: 'Place in the log; the `id` of an SSE message' }),
    revision: z.int(),
    correlationid: z.string().optional(),
    causationid: z.string().optional(),
    operationid: z.string().optional(),
    actorkind: z.string().optional(),
    actorid: z.string().optional(),
    traceparent: z.string().optional(),
    data: z.unknown(),
  })
  .meta({ id: 'Event', description: 'Something that happened; CloudEvents 1.0' });
export type EventDocument = z.infer<typeof EventDocument>;

export const EventPage = z
  .strictObject({
    items: z.array(EventDocument),
    next: z.int().meta({ description: 'Give it to `after` for what comes then' }),
  })
  .meta({ id: 'EventPage' });

export const EventParameters = z.strictObject({
  types: z
    .string()
    .max(1000)
    .regex(/^[a-z0-9*.-]+(,[a-z0-9*.-]+)*$/, 'write event types joined by ",", for example vm.*,operation.settled')
    .optional()
    .meta({ description: 'Only these types, joined by ","; `*` stands for anything', examples: ['vm.*'] }),
  subject: z
    .string()
    .max(300)
    .optional()
    .meta({ description: 'Only about this: an id, a path such as vms/{id}, or the name of a vm' }),
  after: z.int().nonnegative().optional().meta({
    description:
      'Only later than this position; 0 is the beginning. Without it a page shows the latest events, a stream what happens from now on',
  }),
  limit: z.int().min(1).max(1000).default(100),
  atLeast,
});
export const HistoryParameters = z.strictObject({
  after: z.int().min(-1).default(-1).meta({ description: 'Only later than this revision' }),
  limit: z.int().min(1).max(1000).default(100),
});
export const HistoryPage = z
  .strictObject({
    items: z.array(EventDocument),
    next: z.int().nullable().meta({ description: 'Give it to `after`; null at the end' }),
  })
  .meta({ id: 'HistoryPage' });

export const AuditDocument = z
  .strictObject({ sequence: z.int(), day: z.string(), ...Access.shape, previous: z.string(), hash: z.string() })
  .meta({ id: 'AuditRecord', description: 'One thing asked and what came of it' });
export type AuditDocument = z.infer<typeof AuditDocument>;
export const AuditPage = pageOf(AuditDocument, 'AuditPage');
export const AuditParameters = z.strictObject(listQuery);
export const AuditVerdict = z
  .strictObject({
    valid: z.boolean(),
    records: z.int().meta({ description: 'Records whose links hold' }),
    broken: z
      .strictObject({ position: z.int(), sequence: z.int(), reason: z.string() })
      .nullable()
      .meta({ description: 'The first link that does not hold' }),
  })
  .meta({ id: 'AuditVerdict', description: 'Whether every link of the audit chain holds' });
export type AuditVerdict = z.infer<typeof AuditVerdict>;

export const StatusDocument = z
  .strictObject({
    version: z.string(),
    api: z.literal('v1'),
    startedAt: Timestamp,
    position: z.int().meta({ description: 'What the views have seen' }),
    head: z.int().meta({ description: 'Position of the last event stored' }),
    bus: z.enum(['connected', 'reconnecting', 'closed']),
    roles: z.array(
      z.strictObject({
        role: z.enum(['control', 'host']),
        name: z.string(),
        hostId: HostId.nullable(),
        version: z.string(),
        status: z.string(),
        services: z.array(z.string()),
      }),
    ),
    views: z.array(z.strictObject({ name: z.string(), items: z.int() })),
    feeds: z
      .array(
        z.strictObject({
          name: z.string().meta({ examples: ['nats'] }),
          status: z.enum(['publishing', 'waiting', 'off']),
          position: z.int().meta({ description: 'Everything up to here has left' }),
          reason: z.string().nullable().meta({ description: 'Why nothing leaves; null while it does' }),
        }),
      )
      .meta({ description: 'Where events are sent to by themselves' }),
    selfCheck: SelfCheckSummary.nullable().meta({ description: 'Null where there was none since the start' }),
  })
  .meta({ id: 'Status', description: 'How the parts of the control plane are' });
export type StatusDocument = z.infer<typeof StatusDocument>;
