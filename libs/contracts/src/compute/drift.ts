/** Drift: what a host shows and nobody asked for. It is taken as it is, or brought back to what the log says. */
import { z } from 'zod';
import { command, event, hostCommand } from '../define.ts';
import { HostId, VmId, VolumeId } from '../ids.ts';
import { Problem, Request } from '../messages.ts';
import { Bytes } from '../units.ts';
import { PluggedHardware } from './reconfigure.ts';

const vmId = VmId;
const generation = z.int().nonnegative();

/** What has drifted: `power`, `vcpus`, `memory`, or one disk, nic or other device by its id. */
export const DriftField = z
  .string()
  .max(120)
  .regex(/^(power|vcpus|memory|(disks|nics|devices)\/[^\s/]+)$/u)
  .meta({
    description: 'What has drifted: power, vcpus, memory, or one of disks/…, nics/…, devices/…',
    examples: ['vcpus', 'devices/balloon0'],
  });
export type DriftField = z.infer<typeof DriftField>;

/** Said of the side that has no such thing. */
export const NOTHING = 'nothing';

/** One difference, both sides in words. */
export const Difference = z.strictObject({
  field: DriftField,
  expected: z.string(),
  observed: z.string(),
  detail: z.string(),
});
export type Difference = z.infer<typeof Difference>;

/** What a host sees of a vm's hardware. What only QEMU can have been told at its start is compared on the spot. */
export const HardwareSight = z.strictObject({
  /** Null where no QEMU runs. */
  plugged: PluggedHardware.nullable(),
  /** What each volume is large, as its file says. */
  disks: z.array(z.strictObject({ volumeId: VolumeId, size: Bytes })),
  differences: z.array(Difference).max(256),
});
export type HardwareSight = z.infer<typeof HardwareSight>;

export const AdoptVmDrift = command(
  'compute.AdoptVmDrift',
  'Take what the host shows as what is wanted. Legal while there is a drift that can be lived with.',
  { vmId, field: DriftField.optional() },
);
export const RepairVmDrift = command(
  'compute.RepairVmDrift',
  'Bring the host back to what the log says. Legal while there is a drift; joins a repair under way.',
  { vmId, field: DriftField.optional() },
);
export const RecordVmHardware = command(
  'compute.RecordVmHardware',
  'What a host sees of the hardware of a vm. Means something while nothing is under way.',
  {
    vmId,
    generation,
    seen: HardwareSight,
    /** Sizes of volumes that have grown since the vm got them; filled in by control. */
    grown: z.record(VolumeId, Bytes).optional(),
    request: z.null(),
  },
);
export const RecordVmDriftRepaired = command(
  'compute.RecordVmDriftRepaired',
  'A host has done what it can to bring a vm back. Legal while that is asked for.',
  { vmId, generation, request: Request },
);

export const VmDriftDetected = event('compute.VmDriftDetected', 'The host shows something the log does not know.', {
  vmId,
  /** Left out in old events: `power`. */
  field: DriftField.optional(),
  expected: z.string(),
  observed: z.string(),
  detail: z.string(),
});
export const VmDriftCleared = event('compute.VmDriftCleared', 'The host shows again what the log says.', {
  vmId,
  field: DriftField,
});
export const VmDriftAdopted = event(
  'compute.VmDriftAdopted',
  'What the host showed is what is wanted from now on.',
  { vmId, field: DriftField.optional(), expected: z.string(), observed: z.string(), request: Request },
  { opens: 'vm.adopt-drift', ends: 'succeeded' },
);
export const VmDriftRepairRequested = event(
  'compute.VmDriftRepairRequested',
  'The running machine is to have again what the log says.',
  { vmId, hostId: HostId, generation, field: DriftField, to: PluggedHardware, request: Request },
  { opens: 'vm.repair-drift' },
);
export const VmDriftRepaired = event(
  'compute.VmDriftRepaired',
  'The running machine has again what the log says.',
  { vmId, field: DriftField, request: Request },
  { ends: 'succeeded' },
);
export const VmDriftRepairFailed = event(
  'compute.VmDriftRepairFailed',
  'The running machine could not be brought back.',
  { vmId, problem: Problem, request: Request },
  { ends: 'failed' },
);

export const HostRepairDrift = hostCommand(
  'compute.RepairDrift',
  'Bring the running vm back: plug or unplug vCPUs and memory until it has this much, or take a device out that is not of it.',
  { vmId, generation, request: Request, field: DriftField, to: PluggedHardware },
);

export const driftCommands = [AdoptVmDrift, RepairVmDrift, RecordVmHardware, RecordVmDriftRepaired] as const;
export const driftEvents = [
  VmDriftDetected,
  VmDriftCleared,
  VmDriftAdopted,
  VmDriftRepairRequested,
  VmDriftRepaired,
  VmDriftRepairFailed,
] as const;
export const driftRefusals = {
  'vm.no-drift': 'conflict',
  'vm.several-drifts': 'conflict',
  'vm.drift-not-adoptable': 'conflict',
  'vm.drift-not-repairable': 'conflict',
} as const;
