/** What a mutation would do, as clients see it: the answer to `?dryRun=true`. */
import { z } from 'zod';
import { Amounts } from '../../amounts.ts';
import { OperationId, VmId } from '../../ids.ts';
import { OperationProblem } from './operations.ts';

export const DryRunParameter = z
  .boolean()
  .optional()
  .meta({ description: 'Decide as ever and answer 200 with what would happen; nothing changes' });

export const DryRunEvent = z
  .strictObject({
    type: z.string().meta({ description: 'As the event feed calls it', examples: ['vm.start-requested'] }),
    stream: z.string(),
    dataversion: z.int(),
    data: z.unknown(),
  })
  .meta({ id: 'DryRunEvent', description: 'An event that would be recorded at once' });
export type DryRunEvent = z.infer<typeof DryRunEvent>;

export const DryRunStep = z
  .strictObject({
    name: z.string(),
    after: z.array(z.string()).meta({ description: 'Steps that have to be done before' }),
    undo: z.boolean().meta({ description: 'Whether it is taken back when a later one fails' }),
  })
  .meta({ id: 'DryRunStep', description: 'A step that the operation would take' });

export const Placement = z
  .strictObject({
    host: z.string().meta({ description: 'Id of the chosen host' }),
    candidates: z.array(
      z.strictObject({ host: z.string(), name: z.string(), chosen: z.boolean(), reason: z.string() }),
    ),
  })
  .meta({ id: 'Placement', description: 'Where it would be made, and why there' });
export type Placement = z.infer<typeof Placement>;

export const DryRunVm = z
  .strictObject({
    vm: z.strictObject({ id: VmId, name: z.string() }),
    outcome: z.enum(['taken', 'unchanged', 'joins', 'refused', 'skipped']).meta({
      description:
        '`taken`: it would be done; `unchanged`: there is nothing to do; `joins`: the same is under way; `refused`: see `problem`; `skipped`: left out after a failure, or because of what it waits for',
    }),
    events: z.array(z.strictObject({ type: z.string(), stream: z.string() })).meta({
      description: 'What would be recorded as soon as its turn has come',
    }),
    steps: z.array(z.string()),
    joins: OperationId.nullable(),
    problem: OperationProblem.nullable(),
  })
  .meta({ id: 'DryRunVm', description: 'What would become of one vm of many' });
export type DryRunVm = z.infer<typeof DryRunVm>;

export const DryRunDocument = z
  .strictObject({
    dryRun: z.literal(true),
    type: z.string().meta({ description: 'Of the operation there would be', examples: ['vm.start'] }),
    target: z.string(),
    events: z
      .array(DryRunEvent)
      .meta({ description: 'Empty when all is as asked already. Ids of new things differ at each asking' }),
    joins: OperationId.nullable().meta({ description: 'The operation under way that asks the same already' }),
    steps: z.array(DryRunStep).meta({ description: 'Empty for work of one step' }),
    quota: z
      .array(
        z.strictObject({
          of: z.string().meta({ examples: ['projects/0199a7c0-0000-7000-8000-000000000000'] }),
          used: Amounts,
        }),
      )
      .meta({ description: 'What each project and host that it takes from would have in use afterwards' }),
    vms: z.array(DryRunVm).optional().meta({
      description: 'Of an order to many: each in its turn, upon what those before it would have taken',
    }),
    placement: Placement.nullable().meta({ description: 'Null where no host is chosen' }),
  })
  .meta({ id: 'DryRun', description: 'What a request would lead to' });
export type DryRunDocument = z.infer<typeof DryRunDocument>;
