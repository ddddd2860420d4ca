/** How much of each thing: what is held of a budget, and what it may give. */
import { z } from 'zod';
import { Bytes } from './units.ts';

const count = z.int().nonnegative();

/** What is not named is none of it; in limits, as much as one likes. */
export const Amounts = z.strictObject({
  vms: count.optional(),
  vcpus: count.optional(),
  memory: Bytes.optional(),
  disk: Bytes.optional(),
  addresses: count.optional(),
});
export type Amounts = z.infer<typeof Amounts>;
