/** What people say about a host, where the host itself says all else: its labels, and how far it may be overcommitted. */
import { z } from 'zod';
import { command, event } from '../define.ts';
import { HostId } from '../ids.ts';
import { Request } from '../messages.ts';
import { LabelChanges, Labels } from './labels.ts';

/** Times what the host has: so much its running vms may have together. */
export const Overcommit = z.strictObject({
  vcpus: z
    .number()
    .positive()
    .max(1000)
    .meta({ description: 'Times the CPUs of the host', examples: [4] }),
  memory: z
    .number()
    .positive()
    .max(100)
    .meta({ description: 'Times the memory of the host', examples: [1] }),
});
export type Overcommit = z.infer<typeof Overcommit>;

/** vCPUs take turns, hence many more than there are CPUs; memory that is not there ends in the host killing vms. */
export const USUAL_OVERCOMMIT: Overcommit = { vcpus: 64, memory: 1 };

export const UpdateHost = command(
  'compute.UpdateHost',
  'Change labels or overcommit. Legal for a host that has joined, with limits that cover its running vms.',
  {
    hostId: HostId,
    changes: z.strictObject({ labels: LabelChanges.optional(), overcommit: Overcommit.partial().optional() }),
  },
);
export const HostUpdated = event(
  'compute.HostUpdated',
  'A host has these settings, all of them.',
  {
    hostId: HostId,
    settings: z.strictObject({ labels: Labels, overcommit: Overcommit }),
    request: Request,
  },
  { opens: 'host.update', ends: 'succeeded' },
);

export const hostSettingCommands = [UpdateHost] as const;
export const hostSettingEvents = [HostUpdated] as const;
export const hostSettingRefusals = {
  'host.too-many-labels': 'invalid',
  'host.overcommit-exceeded': 'capacity',
  'host.overcommit-below-use': 'invalid',
} as const;
