/** A vm made after another: what its maker asks of the other one, and what keeps the two apart or together. */
import { z } from 'zod';
import { command, event, hostCommand } from '../define.ts';
import { HostId, VmId, VolumeId } from '../ids.ts';
import { Problem, Request } from '../messages.ts';
import { AbsolutePath } from '../units.ts';
import { VolumeFormat } from './model.ts';

/** `full`: disks of its own. `linked`: disks that hold what differs from the other's, which stay as they are. */
export const CloneMode = z.enum(['full', 'linked']);
export type CloneMode = z.infer<typeof CloneMode>;

export const CloneOrigin = z.strictObject({ vmId: VmId, mode: CloneMode });
export type CloneOrigin = z.infer<typeof CloneOrigin>;

/** A disk of the running vm, and the file of the clone's volume that it is copied to. */
export const DiskCopy = z.strictObject({ volumeId: VolumeId, path: AbsolutePath, format: VolumeFormat });
export type DiskCopy = z.infer<typeof DiskCopy>;

const vmId = VmId;
const cloneId = VmId;
const generation = z.int().nonnegative();

export const BeginClone = command(
  'compute.BeginClone',
  'Hold a vm still for a clone of it. Legal while nothing else is done to it; linked only when off. Done at once; its result says whether the vm runs.',
  { vmId, cloneId, mode: CloneMode },
);
export const EndClone = command(
  'compute.EndClone',
  'Let a vm go that was held for a clone. `frozen`: the clone is linked, and the vm stays off while there is one. Without it also the end of a link.',
  { vmId, cloneId, frozen: z.boolean() },
);
export const CopyVm = command(
  'compute.CopyVm',
  'Copy the disks of a running vm as they are at one instant, and its UEFI variables. Legal for the clone that holds it.',
  { vmId, cloneId, runs: z.boolean(), disks: z.array(DiskCopy) },
);
export const RecordVmCopied = command('compute.RecordVmCopied', 'A host has copied what was asked.', {
  vmId,
  generation,
  request: Request,
});

export const VmCloneBegun = event('compute.VmCloneBegun', 'The vm is held still while it is cloned.', {
  vmId,
  cloneId,
  mode: CloneMode,
  request: Request,
});
export const VmCloneEnded = event('compute.VmCloneEnded', 'The vm is no longer held for a clone.', {
  vmId,
  cloneId,
  /** True: its disks are what those of the clone are based on. */
  frozen: z.boolean(),
});
export const VmThawed = event('compute.VmThawed', 'A clone no longer needs the disks of the vm.', { vmId, cloneId });
export const VmCopyRequested = event(
  'compute.VmCopyRequested',
  'Disks and UEFI variables are to be copied.',
  {
    vmId,
    hostId: HostId,
    generation,
    cloneId,
    disks: z.array(DiskCopy),
    variables: z.boolean(),
    request: Request,
  },
  { opens: 'vm.copy' },
);
export const VmCopied = event(
  'compute.VmCopied',
  'Disks and UEFI variables are copied.',
  { vmId, request: Request },
  { ends: 'succeeded' },
);
export const VmCopyFailed = event(
  'compute.VmCopyFailed',
  'Disks or UEFI variables could not be copied.',
  { vmId, problem: Problem, request: Request },
  { ends: 'failed' },
);

export const HostCopyVm = hostCommand(
  'compute.CopyVm',
  'Copy disks of a running vm at one instant, and its UEFI variables; a copy under way is waited for.',
  { vmId, generation, request: Request, cloneId, disks: z.array(DiskCopy), variables: z.boolean() },
);

export const cloneCommands = [BeginClone, EndClone, CopyVm, RecordVmCopied] as const;
export const cloneEvents = [VmCloneBegun, VmCloneEnded, VmThawed, VmCopyRequested, VmCopied, VmCopyFailed] as const;
