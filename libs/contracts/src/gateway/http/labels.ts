/** Labels over HTTP, in the same words for every noun. */
import { z } from 'zod';
import { LabelChanges, Labels } from '../../compute/labels.ts';

/** In the bodies that make something. */
export const labelsOfNew = Labels.default({}).meta({
  description: 'What selectors pick it by',
  examples: [{ set: 'web' }],
});
/** In the bodies that change something. */
export const labelChanges = LabelChanges.optional().meta({ description: 'Those to set; null takes one away' });

export const LabelsBody = z.strictObject({ labels: labelChanges }).meta({
  id: 'LabelChanges',
  description: 'JSON Merge Patch: what is left out stays',
  examples: [{ labels: { set: 'web' } }],
});
export type LabelsBody = z.infer<typeof LabelsBody>;
