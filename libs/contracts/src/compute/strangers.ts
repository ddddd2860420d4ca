/** Strangers on a host: folders and QEMU processes where vms have theirs, of no vm that the log knows. Nothing happens to them unless somebody asks. */
import { z } from 'zod';
import { command, event, hostCommand } from '../define.ts';
import { HostId, VmId } from '../ids.ts';
import { Problem, Request } from '../messages.ts';

const hostId = HostId;

export const StrangerField = z
  .string()
  .max(120)
  .regex(/^(folders|processes)\/[^\s/]+$/u)
  .meta({
    description: 'What is meant: folders/ with the id of a vm, or processes/ with a pid',
    examples: ['processes/4711'],
  });

const StrangeProcess = z.strictObject({
  pid: z.int().positive(),
  startTicks: z.int().nonnegative(),
  /** As its arguments say. */
  uuid: z.string().max(64).nullable(),
  /** The vm's folder it works in. */
  folder: z.string().max(64),
});
export type StrangeProcess = z.infer<typeof StrangeProcess>;

const Stranger = z.strictObject({
  field: StrangerField,
  expected: z.string(),
  observed: z.string(),
  detail: z.string(),
  /** Of a process: which one, as a pid may come again. */
  startTicks: z.int().nonnegative().optional(),
});
export type Stranger = z.infer<typeof Stranger>;

export const RecordHostStrangers = command(
  'compute.RecordHostStrangers',
  'The folders of vms on a host, and the QEMU processes there that belong to none of them.',
  {
    hostId,
    sessionId: z.uuidv7(),
    folders: z.array(VmId).max(20_000),
    processes: z.array(StrangeProcess).max(1_000),
    /** Filled in by control. */
    strangers: z.array(Stranger).optional(),
    request: z.null(),
  },
);
export const RepairHostDrift = command(
  'compute.RepairHostDrift',
  'Remove a folder that is of no vm, or end a QEMU process that is of none. Legal while it is there.',
  { hostId, field: StrangerField.optional() },
);
export const RecordHostDriftRepaired = command(
  'compute.RecordHostDriftRepaired',
  'A host has removed what was of no vm, or says why not. Legal while that is asked for.',
  { hostId, field: StrangerField, problem: Problem.nullable(), request: Request },
);

export const HostDriftDetected = event(
  'compute.HostDriftDetected',
  'A host has something of no vm that the log knows.',
  { hostId, ...Stranger.shape },
);
export const HostDriftCleared = event('compute.HostDriftCleared', 'It is gone, or the log knows it again.', {
  hostId,
  field: StrangerField,
});
export const HostDriftRepairRequested = event(
  'compute.HostDriftRepairRequested',
  'What is of no vm is to be removed.',
  { hostId, field: StrangerField, startTicks: z.int().nullable(), request: Request },
  { opens: 'host.repair-drift' },
);
export const HostDriftRepaired = event(
  'compute.HostDriftRepaired',
  'What was of no vm is gone.',
  { hostId, field: StrangerField, request: Request },
  { ends: 'succeeded' },
);
export const HostDriftRepairFailed = event(
  'compute.HostDriftRepairFailed',
  'What is of no vm is still there.',
  { hostId, field: StrangerField, problem: Problem, request: Request },
  { ends: 'failed' },
);

export const HostRemoveStranger = hostCommand(
  'compute.RemoveStranger',
  'Remove the folder, with the QEMU that works in it, or end the process; gone already is fine.',
  { hostId, field: StrangerField, startTicks: z.int().nullable(), request: Request },
);

export const strangerCommands = [RecordHostStrangers, RepairHostDrift, RecordHostDriftRepaired] as const;
export const strangerEvents = [
  HostDriftDetected,
  HostDriftCleared,
  HostDriftRepairRequested,
  HostDriftRepaired,
  HostDriftRepairFailed,
] as const;
export const strangerRefusals = { 'host.no-drift': 'conflict', 'host.several-drifts': 'conflict' } as const;
