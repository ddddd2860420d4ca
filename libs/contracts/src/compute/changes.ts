/** What can be changed of a vm, as it is asked for and as it is recorded. */
import { z } from 'zod';
import { AbsolutePath, Bytes, Name } from '../units.ts';
import { LabelChanges, Labels } from './labels.ts';
import { Boot, Graphics } from './model.ts';
import { CpuTopology } from './topology.ts';

export const VmChanges = z.strictObject({
  name: Name.optional(),
  description: z.string().max(1000).optional(),
  vcpus: z.int().min(1).max(512).optional(),
  /** Null: one socket with as many cores as there are vCPUs, whatever their number. */
  cpu: CpuTopology.nullable().optional(),
  memory: Bytes.optional(),
  /** Null: no more than `memory`. */
  maxMemory: Bytes.nullable().optional(),
  boot: Boot.optional(),
  iso: AbsolutePath.nullable().optional(),
  graphics: Graphics.optional(),
  labels: LabelChanges.optional(),
  autostart: z.boolean().optional(),
});
export type VmChanges = z.infer<typeof VmChanges>;

/** Labels as they are then, all of them: only what is asked says which of them change. */
export const RecordedChanges = VmChanges.extend({ labels: Labels.optional() });
export type RecordedChanges = z.infer<typeof RecordedChanges>;

/**
 * When what a running vm cannot take up takes effect: `live` refuses it, `next-start` keeps it until then, `restart` has the
 * guest power off and starts it again.
 */
export const ApplyWhen = z.enum(['live', 'next-start', 'restart']);
export type ApplyWhen = z.infer<typeof ApplyWhen>;
