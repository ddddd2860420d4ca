/** An operation as clients see it: what was asked, how far it is, how it ended. */
import { z } from 'zod';
import { BulkAction } from '../../compute/bulk.ts';
import { ApplyWhen } from '../../compute/changes.ts';
import { OperationId, VmId } from '../../ids.ts';
import { Timestamp } from '../../units.ts';
import { atLeast, listQuery, pageOf } from './lists.ts';

export const OperationStatus = z.enum(['running', 'cancelling', 'stuck', 'succeeded', 'failed', 'cancelled']);
export type OperationStatus = z.infer<typeof OperationStatus>;

/** The same code, detail and hint that a direct refusal would have had. */
export const OperationProblem = z
  .strictObject({
    type: z.string(),
    code: z.string(),
    detail: z.string(),
    hint: z.string().optional(),
    facts: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'OperationProblem', description: 'Why the operation, or one of its steps, ended badly' });
export type OperationProblem = z.infer<typeof OperationProblem>;

export const OperationStep = z
  .strictObject({
    name: z.string(),
    status: z.enum(['pending', 'running', 'succeeded', 'failed', 'undoing', 'undone']),
    attempt: z.int(),
    problem: OperationProblem.nullable(),
    startedAt: Timestamp.nullable(),
    finishedAt: Timestamp.nullable(),
  })
  .meta({ id: 'OperationStep' });
export type OperationStep = z.infer<typeof OperationStep>;

const count = z.int();
/** Of the vms of a bulk. */
export const OperationChild = z
  .strictObject({
    vm: z.strictObject({ id: VmId, name: z.string() }),
    operationId: OperationId.nullable().meta({ description: 'Its own operation; null when nothing had to be done' }),
    status: z.enum(['pending', 'running', 'succeeded', 'failed', 'skipped', 'cancelled']).meta({
      description: '`skipped`: left out after a failure; `cancelled`: never sent',
    }),
    problem: OperationProblem.nullable(),
    timeline: z.string().nullable().meta({
      description: 'Path of all that was done for it, down to what was said to QEMU; null where nothing had to be done',
    }),
  })
  .meta({ id: 'OperationChild', description: 'What became of one vm of a bulk' });
export type OperationChild = z.infer<typeof OperationChild>;

const bulk = z.strictObject({
  action: BulkAction,
  concurrency: z.int(),
  onError: z.enum(['continue', 'stop']),
  counts: z.strictObject({
    pending: count,
    running: count,
    succeeded: count,
    failed: count,
    skipped: count,
    cancelled: count,
  }),
});

export const OperationDocument = z
  .strictObject({
    id: OperationId,
    type: z.string().meta({ examples: ['vm.start'] }),
    status: OperationStatus,
    target: z.string().meta({
      description: 'Path of what it works on',
      examples: ['/api/v1/vms/0199a7c0-0000-7000-8000-000000000000'],
    }),
    progress: z.strictObject({ done: z.int(), total: z.int(), step: z.string().nullable() }),
    steps: z.array(OperationStep).meta({ description: 'Empty for work of one step' }),
    bulk: bulk.optional().meta({ description: 'Of a bulk: what it is, and how many vms are how far' }),
    children: z.array(OperationChild).optional().meta({ description: 'Of a bulk: each of its vms; not in lists' }),
    partOf: OperationId.optional().meta({ description: 'The order to many vms that it is the part of one of' }),
    problem: OperationProblem.nullable(),
    reversible: z
      .boolean()
      .meta({ description: 'Whether `undo` can take it back, as long as nobody changes the same again' }),
    createdAt: Timestamp,
    finishedAt: Timestamp.nullable(),
    position: z.int().meta({ description: 'Store position of its last event; give it to `atLeast`' }),
    correlationId: z.string(),
    actor: z.strictObject({ kind: z.string(), id: z.string() }),
  })
  .meta({ id: 'Operation', description: 'A piece of work asked for' });
export type OperationDocument = z.infer<typeof OperationDocument>;

export const UndoParameters = z.strictObject({
  apply: ApplyWhen.optional().meta({
    description:
      'When hardware of a running vm goes back, as for a change of it: where it cannot `live`, it is refused',
  }),
});

export const OperationPage = pageOf(OperationDocument, 'OperationPage');
export const OperationListParameters = z.strictObject(listQuery);
export const OperationParameters = z.strictObject({
  wait: z
    .string()
    .regex(/^([1-9]\d{0,2})s?$/, 'write seconds such as 30s, at most 600s')
    .refine((text) => Number.parseInt(text, 10) <= 600, 'write at most 600s')
    .optional()
    .meta({ description: 'Answer when it has ended, or after this long', examples: ['30s'] }),
  atLeast,
});
