/** Drift as clients see it: both sides, and which of several one means. */
import { z } from 'zod';
import { DriftField } from '../../compute/drift.ts';
import { StrangerField } from '../../compute/strangers.ts';
import { Timestamp } from '../../units.ts';

export const VmDrift = z
  .strictObject({
    field: DriftField,
    expected: z.string().meta({ description: 'What the log says', examples: ['running'] }),
    observed: z.string().meta({ description: 'What the host shows', examples: ['paused'] }),
    detail: z.string(),
    at: Timestamp,
  })
  .meta({ id: 'VmDrift', description: 'What the host shows and nobody asked for' });
export type VmDrift = z.infer<typeof VmDrift>;

export const HostDrift = z
  .strictObject({
    field: StrangerField,
    expected: z.string().meta({ description: 'What the log says', examples: ['nothing'] }),
    observed: z.string().meta({ description: 'What the host shows', examples: ['a folder'] }),
    detail: z.string(),
    at: Timestamp,
  })
  .meta({ id: 'HostDrift', description: 'Something on a host that is of no vm' });
export type HostDrift = z.infer<typeof HostDrift>;

export const SettleHostDriftBody = z
  .strictObject({ field: StrangerField.optional() })
  .meta({ id: 'HostDriftChoice', description: 'Which of several is meant', examples: [{ field: 'processes/4711' }] });

export const SettleDriftBody = z
  .strictObject({ field: DriftField.optional() })
  .meta({ id: 'DriftChoice', description: 'Which of several drifts is meant', examples: [{ field: 'vcpus' }] });
