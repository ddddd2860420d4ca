/** Commands of compute. Each says when it is legal; anything else is refused with a code from `refusals.ts`. */
import { z } from 'zod';
import { CommandId, HostId, OperationId, VmId } from '../ids.ts';
import { command } from '../define.ts';
import { Problem, Request } from '../messages.ts';
import { Name } from '../units.ts';
import { Boot, Disk, HostFacts, Nic, VmExit, VmProcess, VmRequest, VmSighting } from './model.ts';
import { driftCommands } from './drift.ts';
import { ApplyVmChanges, RecordVmHardwareChanged, RecordVmReconfigureEnded, UpdateVm } from './reconfigure.ts';
import { CloneOrigin, cloneCommands } from './clone.ts';
import { AbsolutePath } from '../units.ts';

const vmId = VmId;
/** Seconds to wait for the guest to power itself off. */
const timeoutSeconds = z.int().min(1).max(3600);

export const CreateVm = command(
  'compute.CreateVm',
  'Make a vm. Legal when id and name are new and the host is there.',
  {
    vmId,
    name: Name,
    hostId: HostId,
    request: VmRequest,
    start: z.boolean(),
    cloneOf: CloneOrigin.optional(),
  },
);
export const StartVm = command(
  'compute.StartVm',
  'Boot the vm. Legal when off; does nothing while running; joins a start under way.',
  { vmId },
);
export const ShutdownVm = command(
  'compute.ShutdownVm',
  'Press the ACPI power button and wait. Legal while running; does nothing when off. With `force` the vm is stopped when the time is over.',
  {
    vmId,
    timeoutSeconds,
    force: z.boolean(),
  },
);
export const StopVm = command(
  'compute.StopVm',
  'Cut the power. Legal while running or paused, also over a shutdown under way; does nothing when off.',
  { vmId },
);
export const PauseVm = command(
  'compute.PauseVm',
  'Stop the vCPUs, memory stays. Legal while running; does nothing when paused.',
  { vmId },
);
export const ResumeVm = command(
  'compute.ResumeVm',
  'Let the vCPUs go on. Legal when paused; does nothing while running.',
  { vmId },
);
export const ResetVm = command('compute.ResetVm', 'Press the reset button. Legal while running.', { vmId });
export const RestartVm = command('compute.RestartVm', 'Shut down, wait, start. Legal while running.', {
  vmId,
  timeoutSeconds,
  force: z.boolean(),
});
export const DeleteVm = command(
  'compute.DeleteVm',
  'Remove the vm. Legal when off or in error; while running only with `force`.',
  {
    vmId,
    volumes: z.enum(['delete', 'keep']),
    force: z.boolean(),
    /** Vms that need it, and go with it by the same order: these do not hold it back. */
    leaving: z.array(VmId).optional(),
  },
);
export const CancelVmOperation = command(
  'compute.CancelVmOperation',
  'Stop waiting for an operation of one step. Legal while it runs and its step can be given up.',
  {
    vmId,
    operationId: OperationId,
  },
);
export const ExpireVmOperation = command(
  'compute.ExpireVmOperation',
  'The time of the running operation is over. Sent by the clock.',
  { vmId, commandId: CommandId },
);

export const RecordVmProvisioned = command(
  'compute.RecordVmProvisioned',
  'All parts are there. Legal while building.',
  {
    vmId,
    disks: z.array(Disk),
    nics: z.array(Nic),
    boot: Boot,
    iso: AbsolutePath.nullable(),
  },
);
export const RecordVmCreateUndone = command(
  'compute.RecordVmCreateUndone',
  'The creation failed and its parts are gone again. Legal while building.',
  { vmId, problem: Problem },
);
export const RecordVmCreateFailed = command(
  'compute.RecordVmCreateFailed',
  'The creation failed and not all of it could be taken back: the vm stays, to be deleted. Legal while building.',
  { vmId, problem: Problem },
);
export const RecordVmDeleted = command('compute.RecordVmDeleted', 'Nothing of the vm is left. Legal while deleting.', {
  vmId,
});
export const RecordVmDeleteFailed = command(
  'compute.RecordVmDeleteFailed',
  'The removal could not be finished. Legal while deleting.',
  { vmId, problem: Problem },
);

const generation = z.int().nonnegative();
const request = Request.nullable();
export const RecordVmStarted = command('compute.RecordVmStarted', 'A host saw the vm run.', {
  vmId,
  generation,
  process: VmProcess,
  request,
});
export const RecordVmStopped = command('compute.RecordVmStopped', 'A host saw QEMU end in an orderly way.', {
  vmId,
  generation,
  reason: z.enum(['guest-shutdown', 'stop-requested', 'host-signal', 'while-away']),
  exit: VmExit.nullable(),
  request,
});
export const RecordVmCrashed = command('compute.RecordVmCrashed', 'A host saw QEMU end without a word.', {
  vmId,
  generation,
  exit: VmExit,
  request,
});
export const RecordVmPaused = command('compute.RecordVmPaused', 'A host saw the vCPUs stop.', {
  vmId,
  generation,
  reason: z.string(),
  request,
});
export const RecordVmResumed = command('compute.RecordVmResumed', 'A host saw the vCPUs go on.', {
  vmId,
  generation,
  request,
});
export const RecordVmReset = command('compute.RecordVmReset', 'A host saw a reset.', {
  vmId,
  generation,
  by: z.enum(['guest', 'request']),
  request,
});
export const RecordVmPanicked = command(
  'compute.RecordVmPanicked',
  'A host heard a guest say that its kernel panicked.',
  {
    vmId,
    generation,
    request,
  },
);
export const RecordVmRemoved = command('compute.RecordVmRemoved', 'A host has removed the vm directory.', {
  vmId,
  request,
});
export const RecordVmActionFailed = command('compute.RecordVmActionFailed', 'A host could not do what was asked.', {
  vmId,
  generation,
  problem: Problem,
  request: Request,
});
export const RecordVmRestartEnded = command(
  'compute.RecordVmRestartEnded',
  'The restart is over. Legal while restarting.',
  { vmId, problem: Problem.nullable() },
);
export const RemoveVmFiles = command(
  'compute.RemoveVmFiles',
  'Remove the vm directory on its host. Legal while deleting or building.',
  { vmId },
);

export const RegisterHost = command(
  'compute.RegisterHost',
  'A host process says who it is and what it can do. Repeated at each start and reconnect.',
  { facts: HostFacts },
);
export const RecordHostReport = command(
  'compute.RecordHostReport',
  'Everything a host sees of its vms; what differs from the log is recorded.',
  {
    hostId: HostId,
    sessionId: z.uuidv7(),
    vms: z.array(VmSighting),
  },
);
export const RecordHostLost = command(
  'compute.RecordHostLost',
  'A host has been silent for too long. Sent by the clock.',
  { hostId: HostId, silentSeconds: z.number() },
);
export const RecordVmSighting = command('compute.RecordVmSighting', 'One vm of a host report.', {
  sighting: VmSighting,
});
export const RecordVmUnknown = command('compute.RecordVmUnknown', 'The host of the vm is silent.', {
  vmId,
  hostId: HostId,
});

export const computeCommands = [
  ...driftCommands,
  CreateVm,
  UpdateVm,
  ApplyVmChanges,
  RecordVmHardwareChanged,
  RecordVmReconfigureEnded,
  ...cloneCommands,
  StartVm,
  ShutdownVm,
  StopVm,
  PauseVm,
  ResumeVm,
  ResetVm,
  RestartVm,
  DeleteVm,
  CancelVmOperation,
  ExpireVmOperation,
  RecordVmProvisioned,
  RecordVmCreateUndone,
  RecordVmCreateFailed,
  RecordVmDeleted,
  RecordVmDeleteFailed,
  RecordVmStarted,
  RecordVmStopped,
  RecordVmCrashed,
  RecordVmPaused,
  RecordVmResumed,
  RecordVmReset,
  RecordVmPanicked,
  RecordVmRemoved,
  RecordVmActionFailed,
  RecordVmRestartEnded,
  RemoveVmFiles,
  RegisterHost,
  RecordHostReport,
  RecordHostLost,
  RecordVmSighting,
  RecordVmUnknown,
] as const;
