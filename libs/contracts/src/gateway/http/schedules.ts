/** Schedules over HTTP. */
import { z } from 'zod';
import { Labels } from '../../compute/labels.ts';
import {
  Missed,
  MOST_SCHEDULED_VMS,
  Overlap,
  ScheduleAction,
  ScheduleSpec,
  ScheduleWhen,
} from '../../compute/schedules.ts';
import { GroupId, OperationId, ScheduleId, VmId } from '../../ids.ts';
import { Name, Reference, Timestamp } from '../../units.ts';
import { labelChanges, labelsOfNew } from './labels.ts';
import { SelectedPastListParameters, pageOf, selector } from './lists.ts';
import { OperationProblem } from './operations.ts';

const TargetBody = z
  .strictObject({
    ids: z.array(Reference).min(1).max(MOST_SCHEDULED_VMS).optional().meta({ description: 'These vms, by id or name' }),
    group: Reference.optional().meta({ description: 'The vms of this group at that time, by id or name' }),
    selector: selector.optional(),
  })
  .refine((target) => Object.keys(target).length === 1, 'say one of ids, group and selector');
export type ScheduleTargetBody = z.infer<typeof TargetBody>;

const { description, timeoutSeconds, force, concurrency, enabled } = ScheduleSpec.shape;
const timeZone = z.string().min(1).max(64);
const words = {
  action: ScheduleAction.meta({ description: 'What each vm is to do' }),
  timeZone: 'Name in the IANA database, such as Europe/Berlin',
  missed: 'Planned times that went by while control was away: leave them out, or make up for all of them with one run',
  overlap: 'While the run before is under way: leave the new one out, let it wait, or begin it as well',
};

export const CreateScheduleBody = z
  .strictObject({
    name: Name,
    description: description.default(''),
    labels: labelsOfNew,
    action: words.action,
    timeoutSeconds: timeoutSeconds.default(60).meta({ description: 'For shutdown and restart' }),
    force: force.default(false).meta({ description: 'For shutdown and restart: cut the power when the time is over' }),
    target: TargetBody,
    when: ScheduleWhen,
    timeZone: timeZone.default('UTC').meta({ description: words.timeZone }),
    missed: Missed.default('skip').meta({ description: words.missed }),
    overlap: Overlap.default('skip').meta({ description: words.overlap }),
    concurrency: concurrency.default(10).meta({ description: 'Vms that are worked on at the same time' }),
    enabled: enabled.default(true),
  })
  .meta({
    id: 'NewSchedule',
    examples: [
      {
        name: 'night',
        action: 'shutdown',
        target: { selector: 'set=office' },
        when: { daily: { at: '20:00' } },
        timeZone: 'Europe/Berlin',
      },
    ],
  });
export type CreateScheduleBody = z.infer<typeof CreateScheduleBody>;

export const UpdateScheduleBody = z
  .strictObject({
    name: Name.optional(),
    description: description.optional(),
    labels: labelChanges,
    action: words.action.optional(),
    timeoutSeconds: timeoutSeconds.optional(),
    force: force.optional(),
    target: TargetBody.optional(),
    when: ScheduleWhen.optional(),
    timeZone: timeZone.optional().meta({ description: words.timeZone }),
    missed: Missed.optional().meta({ description: words.missed }),
    overlap: Overlap.optional().meta({ description: words.overlap }),
    concurrency: concurrency.optional(),
    enabled: enabled.optional(),
  })
  .meta({ id: 'ScheduleChanges', description: 'What is left out stays', examples: [{ enabled: false }] });
export type UpdateScheduleBody = z.infer<typeof UpdateScheduleBody>;

export const ScheduleRun = z
  .strictObject({
    plannedAt: Timestamp,
    status: z.enum(['running', 'succeeded', 'failed', 'skipped']),
    reason: z.enum(['missed', 'overlap', 'no-vms']).nullable().meta({ description: 'Why it was left out' }),
    operation: OperationId.nullable(),
    vms: z.int(),
    problem: OperationProblem.nullable(),
    startedAt: Timestamp.nullable(),
    finishedAt: Timestamp.nullable(),
  })
  .meta({ id: 'ScheduleRun', description: 'A planned time, and what became of it' });
export type ScheduleRun = z.infer<typeof ScheduleRun>;

export const ScheduleDocument = z
  .strictObject({
    id: ScheduleId,
    name: Name,
    description: z.string(),
    labels: Labels,
    action: ScheduleAction,
    timeoutSeconds: z.int(),
    force: z.boolean(),
    target: z.strictObject({
      ids: z.array(VmId).optional(),
      groupId: GroupId.optional(),
      group: z.string().optional(),
      selector: z.string().optional(),
    }),
    when: ScheduleWhen,
    timeZone: z.string(),
    missed: Missed,
    overlap: Overlap,
    concurrency: z.int(),
    enabled: z.boolean(),
    next: Timestamp.nullable().meta({ description: 'Null when there is none, or while it is disabled' }),
    lastRun: ScheduleRun.nullable(),
    revision: z.int().meta({ description: 'Also its ETag' }),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Schedule', description: 'What is done with vms at planned times' });
export type ScheduleDocument = z.infer<typeof ScheduleDocument>;
export const SchedulePage = pageOf(ScheduleDocument, 'SchedulePage');
export const ScheduleListParameters = SelectedPastListParameters;

export const ScheduleRuns = z
  .strictObject({
    items: z.array(ScheduleRun).meta({ description: 'The latest, newest first; older ones are in the events' }),
  })
  .meta({ id: 'ScheduleRuns' });
