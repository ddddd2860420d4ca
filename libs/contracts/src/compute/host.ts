/** What control asks of a host about vms. Commands are recorded intents and safe to repeat; queries change nothing. */
import { z } from 'zod';
import { hostCommand, hostQuery } from '../define.ts';
import { VmId } from '../ids.ts';
import { Request } from '../messages.ts';
import { AbsolutePath } from '../units.ts';
import { HostReadJournal } from './journal.ts';
import { LaunchSpec } from './model.ts';
import { HostCopyVm } from './clone.ts';
import { HostRepairDrift } from './drift.ts';
import { HostRemoveStranger } from './strangers.ts';
import { HostChangeHardware } from './reconfigure.ts';

const to = { vmId: VmId, generation: z.int().nonnegative(), request: Request };

export const HostStartVm = hostCommand(
  'compute.StartVm',
  'Launch QEMU with this spec; adopt it when it runs already.',
  { ...to, launch: LaunchSpec },
);
export const HostShutdownVm = hostCommand('compute.ShutdownVm', 'Press the ACPI power button.', to);
export const HostStopVm = hostCommand('compute.StopVm', 'End QEMU.', to);
export const HostPauseVm = hostCommand('compute.PauseVm', 'Stop the vCPUs.', to);
export const HostResumeVm = hostCommand('compute.ResumeVm', 'Let the vCPUs go on.', to);
export const HostResetVm = hostCommand('compute.ResetVm', 'Press the reset button.', to);
export const HostRemoveVm = hostCommand('compute.RemoveVm', 'Remove the vm directory; refuses while QEMU runs.', {
  vmId: VmId,
  request: Request,
});

export const HostReportAll = hostQuery('compute.ReportAll', 'Send a full report now.', {}, z.null());
export const HostCheckFiles = hostQuery(
  'compute.CheckFiles',
  'Which of these paths are no readable files on the host.',
  { paths: z.array(AbsolutePath).max(16) },
  z.strictObject({ missing: z.array(AbsolutePath) }),
);
export const HostReadSerial = hostQuery(
  'compute.ReadSerial',
  'A piece of the serial log as base64, from a byte offset, or the last `tail` bytes; waits up to `waitMs` when there is nothing new.',
  {
    vmId: VmId,
    offset: z.int().nonnegative().nullable(),
    tail: z.int().positive().nullable(),
    max: z.int().positive().max(262_144),
    waitMs: z.int().min(0).max(25_000),
  },
  z.strictObject({ offset: z.int(), next: z.int(), end: z.int(), data: z.string() }),
);
export const HostScreenshot = hostQuery(
  'compute.Screenshot',
  'The screen as PNG in base64. The vm must run with graphics.',
  { vmId: VmId },
  z.strictObject({ png: z.string() }),
);
export const HostOpenConsole = hostQuery(
  'compute.OpenConsole',
  'Join the serial line: the host sends output on `console.<sessionId>.out`, takes input on `console.<sessionId>.in` and ends the session when no `console.<sessionId>.alive` arrives for 30 s.',
  { vmId: VmId, sessionId: z.uuidv7() },
  z.strictObject({ offset: z.int() }),
);

export const computeHostMessages = [
  HostStartVm,
  HostShutdownVm,
  HostStopVm,
  HostPauseVm,
  HostResumeVm,
  HostResetVm,
  HostChangeHardware,
  HostRepairDrift,
  HostRemoveStranger,
  HostCopyVm,
  HostRemoveVm,
  HostReportAll,
  HostCheckFiles,
  HostReadSerial,
  HostReadJournal,
  HostScreenshot,
  HostOpenConsole,
] as const;
