/** Drift of a vm as clients see it: both sides. */
import { z } from 'zod';
import { Timestamp } from '../../units.ts';

export const VmDrift = z
  .strictObject({
    expected: z.string().meta({ description: 'What the log says', examples: ['running'] }),
    observed: z.string().meta({ description: 'What the host shows', examples: ['paused'] }),
    detail: z.string(),
    at: Timestamp,
  })
  .meta({ id: 'VmDrift', description: 'What the host shows and nobody asked for' });
export type VmDrift = z.infer<typeof VmDrift>;
