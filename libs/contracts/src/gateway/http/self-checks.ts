/** Whether the views show what the log holds, as clients see it. */
import { z } from 'zod';
import { Timestamp } from '../../units.ts';
import { FieldChange } from './differences.ts';

export const ViewDifference = z
  .strictObject({
    subject: z.string(),
    found: z.enum(['missing', 'surplus', 'different']).meta({ description: 'In the view that was in use' }),
    fields: z.array(FieldChange).meta({ description: '`from` is what the view showed, `to` what the log says' }),
  })
  .meta({ id: 'ViewDifference' });
export type ViewDifference = z.infer<typeof ViewDifference>;

const checked = {
  at: Timestamp,
  position: z.int().meta({ description: 'Up to where both had read the log' }),
  consistent: z.boolean(),
  things: z.int().meta({ description: 'Documents compared' }),
};

export const SelfCheckDocument = z
  .strictObject({
    ...checked,
    tookMs: z.number(),
    replaced: z.boolean().meta({ description: 'Whether the fresh views are in use now' }),
    differences: z.array(ViewDifference).meta({ description: 'At most 100 of them' }),
  })
  .meta({ id: 'SelfCheck', description: 'The views in use, compared with views built afresh from the log' });
export type SelfCheckDocument = z.infer<typeof SelfCheckDocument>;

export const SelfCheckSummary = z
  .strictObject({ ...checked, differences: z.int() })
  .meta({ id: 'SelfCheckSummary', description: 'Of the last self-check; a difference is a bug' });
