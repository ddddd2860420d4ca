/** An operation as clients see it: what was asked, how far it is, how it ended. */
import { z } from 'zod';
import { OperationId } from '../../ids.ts';
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
    problem: OperationProblem.nullable(),
    createdAt: Timestamp,
    finishedAt: Timestamp.nullable(),
    position: z.int().meta({ description: 'Store position of its last event; give it to `atLeast`' }),
    correlationId: z.string(),
    actor: z.strictObject({ kind: z.string(), id: z.string() }),
  })
  .meta({ id: 'Operation', description: 'A piece of work asked for' });
export type OperationDocument = z.infer<typeof OperationDocument>;

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
