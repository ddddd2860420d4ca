/** What is to be done with vms at times to come: once, or again and again. */
import { z } from 'zod';
import { command, event } from '../define.ts';
import { GroupId, OperationId, ScheduleId, VmId } from '../ids.ts';
import { Problem, Request } from '../messages.ts';
import { Name, Timestamp } from '../units.ts';
import { LabelChanges, Labels } from './labels.ts';

/** Everything a schedule can do. Each is an order to vms; what is not named here is refused. */
export const scheduleActions = ['start', 'shutdown', 'stop', 'restart'] as const;
export const ScheduleAction = z.enum(scheduleActions);
export type ScheduleAction = z.infer<typeof ScheduleAction>;

export const MOST_SCHEDULED_VMS = 5000;

export const LabelRequirement = z.strictObject({
  key: z.string(),
  is: z.enum(['in', 'notin', 'there', 'absent']),
  values: z.array(z.string()),
});

/** Groups and selectors are looked up anew for each run. */
export const ScheduleTarget = z.union([
  z.strictObject({ vmIds: z.array(VmId).min(1).max(MOST_SCHEDULED_VMS) }),
  z.strictObject({ groupId: GroupId }),
  z.strictObject({ selector: z.string().max(2000), requirements: z.array(LabelRequirement) }),
]);
export type ScheduleTarget = z.infer<typeof ScheduleTarget>;

const at = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time of day such as 02:00, from 00:00 to 23:59')
  .meta({ examples: ['02:00'] });
export const Weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);

export const ScheduleWhen = z
  .strictObject({
    once: z.iso
      .datetime({ offset: true, error: 'write a time such as 2026-11-20T03:00:00Z' })
      .optional()
      .meta({ description: 'At this time (RFC 3339) and never again' }),
    cron: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({
        description: 'Five fields: minute, hour, day of month, month, day of week',
        examples: ['*/15 8-18 * * mon-fri'],
      }),
    daily: z.strictObject({ at }).optional(),
    weekly: z.strictObject({ days: z.array(Weekday).min(1).max(7), at }).optional(),
    monthly: z
      .strictObject({ day: z.int().min(1).max(31), at })
      .optional()
      .meta({
        description: 'Months without that day are left out; `cron` with `L` for the day is the last of every month',
      }),
  })
  .refine((when) => Object.keys(when).length === 1, 'say one of once, cron, daily, weekly and monthly');
export type ScheduleWhen = z.infer<typeof ScheduleWhen>;

export const Missed = z.enum(['skip', 'run-once']);
export const Overlap = z.enum(['skip', 'queue', 'allow']);

export const ScheduleSpec = z.strictObject({
  name: Name,
  description: z.string().max(1000),
  action: ScheduleAction,
  /** For shutdown and restart. */
  timeoutSeconds: z.int().min(1).max(3600),
  force: z.boolean(),
  target: ScheduleTarget,
  when: ScheduleWhen,
  timeZone: z.string().min(1).max(64),
  missed: Missed,
  overlap: Overlap,
  concurrency: z.int().min(1).max(256),
  enabled: z.boolean(),
  labels: Labels.optional(),
});
export type ScheduleSpec = z.infer<typeof ScheduleSpec>;

const scheduleId = ScheduleId;
const next = Timestamp.nullable();
const changes = ScheduleSpec.partial();
const plannedAt = Timestamp;
const runId = OperationId;
const ScheduledVm = z.strictObject({ vmId: VmId, name: Name });

export const CreateSchedule = command('compute.CreateSchedule', 'Make a schedule. Legal when id and name are new.', {
  scheduleId,
  spec: ScheduleSpec,
});
export const UpdateSchedule = command('compute.UpdateSchedule', 'Change a schedule. Legal while it is there.', {
  scheduleId,
  changes: changes.extend({ labels: LabelChanges.optional() }),
});
export const DeleteSchedule = command(
  'compute.DeleteSchedule',
  'Forget a schedule; a run under way goes on. Legal while it is there.',
  { scheduleId },
);
export const RunSchedule = command(
  'compute.RunSchedule',
  'A planned time has come, or has been missed. Legal while it is the next one planned. Sent by the clock.',
  { scheduleId, plannedAt, missed: z.boolean(), vms: z.array(ScheduledVm).max(MOST_SCHEDULED_VMS) },
);
export const EndScheduleRun = command('compute.EndScheduleRun', 'A run is over. Legal while it is under way.', {
  scheduleId,
  runId,
  problem: Problem.nullable(),
});

export const ScheduleCreated = event(
  'compute.ScheduleCreated',
  'There is a schedule.',
  { scheduleId, spec: ScheduleSpec, next, request: Request },
  { opens: 'schedule.create', ends: 'succeeded' },
);
export const ScheduleUpdated = event(
  'compute.ScheduleUpdated',
  'The schedule changed.',
  { scheduleId, changes, next, request: Request },
  { opens: 'schedule.update', ends: 'succeeded' },
);
export const ScheduleDeleted = event(
  'compute.ScheduleDeleted',
  'The schedule is gone.',
  { scheduleId, request: Request },
  { opens: 'schedule.delete', ends: 'succeeded' },
);
export const ScheduleRunStarted = event(
  'compute.ScheduleRunStarted',
  'A planned time has come: these vms get the order, in an operation of this id.',
  {
    scheduleId,
    plannedAt,
    runId,
    action: ScheduleAction,
    timeoutSeconds: ScheduleSpec.shape.timeoutSeconds,
    force: z.boolean(),
    concurrency: ScheduleSpec.shape.concurrency,
    vms: z.array(ScheduledVm),
    next,
  },
);
export const ScheduleRunSkipped = event('compute.ScheduleRunSkipped', 'A planned time went by without a run.', {
  scheduleId,
  plannedAt,
  reason: z.enum(['missed', 'overlap', 'no-vms']),
  next,
});
export const ScheduleRunEnded = event('compute.ScheduleRunEnded', 'A run is over, well or not.', {
  scheduleId,
  runId,
  problem: Problem.nullable(),
});

export const scheduleCommands = [CreateSchedule, UpdateSchedule, DeleteSchedule, RunSchedule, EndScheduleRun] as const;
export const scheduleEvents = [
  ScheduleCreated,
  ScheduleUpdated,
  ScheduleDeleted,
  ScheduleRunStarted,
  ScheduleRunSkipped,
  ScheduleRunEnded,
] as const;
export const scheduleRefusals = {
  'schedule.not-found': 'not-found',
  'schedule.name-taken': 'conflict',
  'schedule.id-taken': 'conflict',
  'schedule.cron-invalid': 'invalid',
  'schedule.zone-unknown': 'invalid',
  'schedule.never-runs': 'invalid',
  'schedule.too-many-labels': 'invalid',
} as const;
