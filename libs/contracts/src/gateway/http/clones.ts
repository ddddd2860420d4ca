/** The body that makes a vm after another. */
import { z } from 'zod';
import { CloneMode } from '../../compute/clone.ts';
import { Labels } from '../../compute/labels.ts';
import { Name } from '../../units.ts';

export const CloneVmBody = z
  .strictObject({
    name: Name,
    mode: CloneMode.default('full').meta({
      description:
        '`full`: disks of its own, also of a running vm. `linked`: disks that hold only what differs; the other vm stays off while there is such a clone',
    }),
    description: z.string().max(1000).optional().meta({ description: 'Without it, that of the other vm' }),
    labels: Labels.optional().meta({ description: 'Without them, those of the other vm' }),
    start: z.boolean().default(false).meta({ description: 'Boot it once it is made' }),
  })
  .meta({ id: 'NewVmClone', examples: [{ name: 'web-2', mode: 'full', start: true }] });
export type CloneVmBody = z.infer<typeof CloneVmBody>;
