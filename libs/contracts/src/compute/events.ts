/** Events of compute: what was asked (intent) and what came of it (outcome), never both in one. */
import { z } from 'zod';
import { event } from '../define.ts';
import { HostId, VmId } from '../ids.ts';
import { Problem, Request } from '../messages.ts';
import { AbsolutePath, Name, Timestamp } from '../units.ts';
import { driftEvents } from './drift.ts';
import { Boot, Disk, HostFacts, LaunchSpec, Nic, VmExit, VmProcess, VmRequest } from './model.ts';
import { CloneOrigin, cloneEvents } from './clone.ts';
import {
  VmChangesKept,
  VmHardwareChangeFailed,
  VmHardwareChangeRequested,
  VmReconfigureEnded,
  VmReconfigureRequested,
  VmUpdated,
} from './reconfigure.ts';

const vmId = VmId;
const hostId = HostId;
const asked = Request;
const answered = Request.nullable();
const generation = z.int().nonnegative();

export const VmCreated = event(
  'compute.VmCreated',
  'A vm was asked for; its parts are being made.',
  { vmId, name: Name, hostId, request: asked, spec: VmRequest, start: z.boolean(), cloneOf: CloneOrigin.optional() },
  { opens: 'vm.create' },
);
export const VmProvisioned = event('compute.VmProvisioned', 'All parts are there; the vm is off.', {
  vmId,
  disks: z.array(Disk),
  nics: z.array(Nic),
  boot: Boot,
  iso: AbsolutePath.nullable(),
});
export const VmCreateUndone = event('compute.VmCreateUndone', 'The creation failed; nothing of it is left.', {
  vmId,
  problem: Problem,
});
export const VmStartRequested = event(
  'compute.VmStartRequested',
  'The vm is to boot.',
  { vmId, hostId, request: asked, generation, launch: LaunchSpec },
  { opens: 'vm.start' },
);
export const VmStarted = event(
  'compute.VmStarted',
  'QEMU runs the vm.',
  { vmId, generation, process: VmProcess, request: answered },
  { ends: 'succeeded' },
);
export const VmStartFailed = event(
  'compute.VmStartFailed',
  'The vm did not boot.',
  { vmId, problem: Problem, request: answered },
  { ends: 'failed' },
);
export const VmShutdownRequested = event(
  'compute.VmShutdownRequested',
  'The guest is asked to power off.',
  { vmId, hostId, request: asked, generation, deadline: Timestamp, force: z.boolean() },
  { opens: 'vm.shutdown' },
);
export const VmShutdownFailed = event(
  'compute.VmShutdownFailed',
  'The guest did not power off.',
  { vmId, problem: Problem, request: asked },
  { ends: 'failed' },
);
export const VmStopRequested = event(
  'compute.VmStopRequested',
  'The power is to be cut.',
  { vmId, hostId, request: asked, generation },
  { opens: 'vm.stop' },
);
export const VmStopped = event(
  'compute.VmStopped',
  'The vm is off.',
  {
    vmId,
    reason: z.enum(['guest-shutdown', 'stop-requested', 'host-signal', 'while-away']),
    exit: VmExit.nullable(),
    request: answered,
  },
  { ends: 'succeeded' },
);
export const VmStopFailed = event(
  'compute.VmStopFailed',
  'The power could not be cut.',
  { vmId, problem: Problem, request: asked },
  { ends: 'failed' },
);
export const VmCrashed = event('compute.VmCrashed', 'QEMU ended without a word.', { vmId, exit: VmExit });
export const VmPauseRequested = event(
  'compute.VmPauseRequested',
  'The vCPUs are to stop.',
  { vmId, hostId, request: asked, generation },
  { opens: 'vm.pause' },
);
export const VmPaused = event(
  'compute.VmPaused',
  'The vCPUs stand still.',
  { vmId, reason: z.string(), request: answered },
  { ends: 'succeeded' },
);
export const VmPauseFailed = event(
  'compute.VmPauseFailed',
  'The vCPUs did not stop.',
  { vmId, problem: Problem, request: asked },
  { ends: 'failed' },
);
export const VmResumeRequested = event(
  'compute.VmResumeRequested',
  'The vCPUs are to go on.',
  { vmId, hostId, request: asked, generation },
  { opens: 'vm.resume' },
);
export const VmResumed = event(
  'compute.VmResumed',
  'The vCPUs run again.',
  { vmId, request: answered },
  { ends: 'succeeded' },
);
export const VmResumeFailed = event(
  'compute.VmResumeFailed',
  'The vCPUs did not go on.',
  { vmId, problem: Problem, request: asked },
  { ends: 'failed' },
);
export const VmResetRequested = event(
  'compute.VmResetRequested',
  'The reset button is to be pressed.',
  { vmId, hostId, request: asked, generation },
  { opens: 'vm.reset' },
);
export const VmReset = event(
  'compute.VmReset',
  'The machine was reset, by request or by its guest.',
  { vmId, by: z.enum(['guest', 'request']), request: answered },
  { ends: 'succeeded' },
);
export const VmGuestPanicked = event(
  'compute.VmGuestPanicked',
  'The guest says that its kernel panicked; what QEMU and the guest do then is their own affair.',
  { vmId },
);
export const VmResetFailed = event(
  'compute.VmResetFailed',
  'The machine was not reset.',
  { vmId, problem: Problem, request: asked },
  { ends: 'failed' },
);
export const VmRestartRequested = event(
  'compute.VmRestartRequested',
  'The vm is to shut down and start again.',
  { vmId, request: asked, timeoutSeconds: z.int(), force: z.boolean() },
  { opens: 'vm.restart' },
);
export const VmRestartEnded = event('compute.VmRestartEnded', 'The restart is over, well or not.', {
  vmId,
  problem: Problem.nullable(),
});
export const VmOperationCancelled = event(
  'compute.VmOperationCancelled',
  'The running operation was given up on request.',
  { vmId, request: asked },
  { ends: 'cancelled' },
);

export const VmDeleteRequested = event(
  'compute.VmDeleteRequested',
  'The vm is to be removed.',
  {
    vmId,
    hostId,
    request: asked,
    volumes: z.enum(['delete', 'keep']),
    wasRunning: z.boolean(),
    /** It is a linked clone of this one. */
    linkedTo: VmId.optional(),
    disks: z.array(Disk),
    nics: z.array(Nic),
  },
  { opens: 'vm.delete' },
);
export const VmFilesRemovalRequested = event(
  'compute.VmFilesRemovalRequested',
  'The directory on the host is to go.',
  { vmId, hostId, request: asked },
  { opens: 'vm.remove-files' },
);
export const VmFilesRemoved = event(
  'compute.VmFilesRemoved',
  'The directory on the host is gone.',
  { vmId, request: answered },
  { ends: 'succeeded' },
);
export const VmFilesRemovalFailed = event(
  'compute.VmFilesRemovalFailed',
  'The directory on the host could not be removed.',
  { vmId, problem: Problem, request: asked },
  { ends: 'failed' },
);
export const VmCreateFailed = event(
  'compute.VmCreateFailed',
  'The creation failed and somebody had part of it left: the vm stays as it is, to be deleted.',
  { vmId, problem: Problem },
);
export const VmDeleted = event('compute.VmDeleted', 'Nothing of the vm is left.', { vmId });
export const VmDeleteFailed = event('compute.VmDeleteFailed', 'The removal could not be finished.', {
  vmId,
  problem: Problem,
});

export const VmLost = event('compute.VmLost', 'Its host is silent: nobody knows how the vm is.', { vmId, hostId });
export const VmFound = event('compute.VmFound', 'Its host speaks again and says how the vm is.', {
  vmId,
  observed: z.enum(['running', 'paused', 'off']),
  process: VmProcess.nullable(),
});

export const HostJoined = event('compute.HostJoined', 'A host process said who it is; one event a start of it.', {
  facts: HostFacts,
});
export const HostLost = event('compute.HostLost', 'A host has been silent for too long.', {
  hostId,
  silentSeconds: z.number(),
});
export const HostReturned = event('compute.HostReturned', 'A silent host speaks again.', { hostId });

export const computeEvents = [
  ...driftEvents,
  VmCreated,
  VmProvisioned,
  VmCreateUndone,
  VmCreateFailed,
  VmUpdated,
  VmChangesKept,
  VmHardwareChangeRequested,
  VmHardwareChangeFailed,
  VmReconfigureRequested,
  VmReconfigureEnded,
  ...cloneEvents,
  VmStartRequested,
  VmStarted,
  VmStartFailed,
  VmShutdownRequested,
  VmShutdownFailed,
  VmStopRequested,
  VmStopped,
  VmStopFailed,
  VmCrashed,
  VmPauseRequested,
  VmPaused,
  VmPauseFailed,
  VmResumeRequested,
  VmResumed,
  VmResumeFailed,
  VmResetRequested,
  VmReset,
  VmGuestPanicked,
  VmResetFailed,
  VmRestartRequested,
  VmRestartEnded,
  VmOperationCancelled,
  VmDeleteRequested,
  VmFilesRemovalRequested,
  VmFilesRemoved,
  VmFilesRemovalFailed,
  VmDeleted,
  VmDeleteFailed,
  VmLost,
  VmFound,
  HostJoined,
  HostLost,
  HostReturned,
] as const;
