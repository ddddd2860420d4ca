/** One order to many vms over HTTP. */
import { z } from 'zod';
import { BulkAction, MOST_AT_ONCE, MOST_BULK_VMS } from '../../compute/bulk.ts';
import { LabelChanges } from '../../compute/labels.ts';
import { Reference } from '../../units.ts';
import { selector } from './lists.ts';
import { DeleteVmParameters, ShutdownBody, UpdateVmBody, UpdateVmParameters } from './vms.ts';

const nothing = z.strictObject({});

/** What `params` may say, by action. */
export const bulkParams = {
  start: nothing,
  stop: nothing,
  pause: nothing,
  resume: nothing,
  shutdown: ShutdownBody,
  restart: ShutdownBody,
  delete: DeleteVmParameters,
  reconfigure: z.strictObject({ ...UpdateVmBody.shape, ...UpdateVmParameters.shape }),
  label: LabelChanges,
} as const satisfies Record<BulkAction, z.ZodType>;

export const BulkBody = z
  .strictObject({
    action: BulkAction.meta({ description: 'What each vm is to do' }),
    ids: z
      .array(Reference)
      .max(MOST_BULK_VMS)
      .optional()
      .meta({ description: 'These vms, by id or name', examples: [['web-1', 'web-2']] }),
    selector: selector.optional(),
    group: Reference.optional().meta({ description: 'The vms of this group, by id or name' }),
    concurrency: z
      .int()
      .min(1)
      .max(MOST_AT_ONCE)
      .default(10)
      .meta({ description: `Vms that are worked on at the same time, at most ${MOST_AT_ONCE}` }),
    onError: z
      .enum(['continue', 'stop'])
      .default('continue')
      .meta({ description: 'After a failure: go on with the rest, or send nothing more' }),
    params: z.record(z.string(), z.unknown()).default({}).meta({
      description:
        '`shutdown`, `restart`: the body of `POST /vms/{id}/shutdown`; `delete`: the parameters of `DELETE /vms/{id}`; `reconfigure`: the body and the parameters of `PATCH /vms/{id}`; `label`: labels to set, null takes one away. Nothing for the others',
    }),
  })
  .meta({
    id: 'Bulk',
    description: 'An order to many vms, picked by one of `ids`, `selector` and `group`',
    examples: [{ action: 'start', selector: 'tier=web', concurrency: 5, onError: 'stop' }],
  });
export type BulkBody = z.infer<typeof BulkBody>;
