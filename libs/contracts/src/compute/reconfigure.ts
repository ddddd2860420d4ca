/** Changes of a vm that take more than writing them down: live ones, those that wait, and those that need a restart. */
import { z } from 'zod';
import { command, event, hostCommand } from '../define.ts';
import { HostId, VmId } from '../ids.ts';
import { Problem, Request } from '../messages.ts';
import { Bytes } from '../units.ts';
import { ApplyWhen, RecordedChanges, VmChanges } from './changes.ts';

const vmId = VmId;
const generation = z.int().nonnegative();

/** How many vCPUs are plugged, and how much memory. */
export const PluggedHardware = z.strictObject({ vcpus: z.int().positive(), memory: Bytes });
export type PluggedHardware = z.infer<typeof PluggedHardware>;

export const UpdateVm = command(
  'compute.UpdateVm',
  'Change the configuration. Name, description and labels at any time, all else while the vm is off; of a running vm by `apply` (default `live`).',
  {
    vmId,
    changes: VmChanges,
    apply: ApplyWhen.optional(),
    /** Time the guest is given to power off, with `restart`. Default 60. */
    timeoutSeconds: z.int().min(1).max(3600).optional(),
    /** With `restart`: cut the power when that time is over. */
    force: z.boolean().optional(),
  },
);
export const ApplyVmChanges = command(
  'compute.ApplyVmChanges',
  'Write a changed configuration down between power-off and start. Legal for a step of the change that has the vm, while it is off; a repeat does nothing.',
  { vmId, changes: RecordedChanges },
);
export const RecordVmHardwareChanged = command(
  'compute.RecordVmHardwareChanged',
  'A host saw the guest take, or give back, what was asked.',
  { vmId, generation, request: Request },
);
export const RecordVmReconfigureEnded = command(
  'compute.RecordVmReconfigureEnded',
  'The change with a restart is over. Legal while it runs.',
  { vmId, problem: Problem.nullable() },
);

/** Every change of a configuration is this event, whichever way it came about. */
export const VmUpdated = event(
  'compute.VmUpdated',
  'The configuration changed.',
  {
    vmId,
    changes: RecordedChanges,
    /** Null: the changes had waited for the start that follows. */
    request: Request.nullable(),
  },
  { opens: 'vm.update', ends: 'succeeded' },
);
export const VmChangesKept = event(
  'compute.VmChangesKept',
  'Changes wait for the next start.',
  {
    vmId,
    /** All that wait now, those of earlier requests too. Null: none. */
    pending: RecordedChanges.nullable(),
    request: Request,
  },
  { opens: 'vm.update', ends: 'succeeded' },
);
export const VmHardwareChangeRequested = event(
  'compute.VmHardwareChangeRequested',
  'A running vm is to have more or fewer vCPUs, or memory.',
  {
    vmId,
    hostId: HostId,
    generation,
    changes: RecordedChanges,
    from: PluggedHardware,
    to: PluggedHardware,
    request: Request,
  },
  { opens: 'vm.update' },
);
export const VmHardwareChangeFailed = event(
  'compute.VmHardwareChangeFailed',
  'The running vm did not change; its configuration is as before.',
  { vmId, problem: Problem, request: Request },
  { ends: 'failed' },
);
export const VmReconfigureRequested = event(
  'compute.VmReconfigureRequested',
  'The vm is to power off, change, and start again.',
  {
    vmId,
    changes: RecordedChanges,
    /** What the changes replace: the way back. */
    before: RecordedChanges,
    timeoutSeconds: z.int(),
    force: z.boolean(),
    request: Request,
  },
  { opens: 'vm.reconfigure' },
);
export const VmReconfigureEnded = event('compute.VmReconfigureEnded', 'The change with a restart is over.', {
  vmId,
  problem: Problem.nullable(),
});

export const HostChangeHardware = hostCommand(
  'compute.ChangeHardware',
  'Plug or unplug vCPUs and memory until the running vm has this much; where its guest does not follow, put it back to what it had.',
  { vmId, generation, request: Request, from: PluggedHardware, to: PluggedHardware },
);
