/** Decides what a schedule is and which of its planned times are run. Pure: what the calendar says comes with the command. */
import {
  type CommandOf,
  MOST_LABELS,
  type MessageOf,
  type Request,
  type ScheduleSpec,
  type scheduleCommands,
} from '@chronovisor/contracts';
import {
  type Decider,
  type Refusal,
  canonicalJson,
  isRefusal,
  mergeLabels,
  refuse,
  tooManyLabels,
} from '@chronovisor/kernel';
import { evolve } from './evolve.ts';
import { type PresentSchedule, type Schedule, type ScheduleEvent, noSchedule } from './state.ts';

/** What the calendar knows of a schedule. */
export type Timing = Pick<ScheduleSpec, 'when' | 'timeZone'>;

export interface Calendar {
  /** The first planned time after a moment; null when none will ever come. A refusal names what cannot be read. */
  readonly nextAfter: (timing: Timing, after: string) => string | null | Refusal;
  /** The id that belongs to a planned time, always the same one. */
  readonly runIdOf: (plannedAt: string) => string;
}

export type ScheduleCommand = CommandOf<MessageOf<(typeof scheduleCommands)[number]>> & {
  readonly calendar: Calendar;
};
type Named<T extends ScheduleCommand['type']> = Extract<ScheduleCommand, { type: T }>;
type Decision = readonly ScheduleEvent[] | Refusal;

const happened = <T extends ScheduleEvent['type']>(type: T, data: unknown): ScheduleEvent =>
  ({ type, version: 1, data }) as unknown as ScheduleEvent;

const requestOf = ({ meta: { operationId, commandId } }: ScheduleCommand): Request => ({ operationId, commandId });

const neverRuns = (timing: Timing): Refusal => {
  const [kind = ''] = Object.keys(timing.when);
  const detail = kind === 'once' ? 'this time is past' : 'no such time will ever come';
  return refuse('schedule.never-runs', `the schedule would never run: ${detail}`, {
    hint: kind === 'once' ? 'Give a time to come.' : 'Look at day and month: there is no 30th of February.',
    errors: [{ pointer: `/when/${kind}`, detail }],
  });
};

/** Null while it is disabled; what can never run is refused even then. A clock that was set back brings no time that came again. */
const planned = (
  spec: ScheduleSpec,
  { calendar, meta }: ScheduleCommand,
  last: string | null = null,
): string | null | Refusal => {
  const next = calendar.nextAfter(spec, last !== null && last > meta.at ? last : meta.at);
  if (isRefusal(next)) return next;
  if (next === null) return neverRuns(spec);
  return spec.enabled ? next : null;
};

const create = (command: Named<'compute.CreateSchedule'>, schedule: Schedule): Decision => {
  const { scheduleId, spec } = command.data;
  if (schedule.kind !== 'none')
    return refuse('schedule.id-taken', `the id ${scheduleId} was used before`, {
      hint: 'Leave the id out: one is made.',
    });
  const next = planned(spec, command);
  if (isRefusal(next)) return next;
  return [happened('compute.ScheduleCreated', { scheduleId, spec, next, request: requestOf(command) })];
};

const TIMING = ['when', 'timeZone'] as const;

/** The changes as they will be recorded: wholes, without what is so already. */
const newsOf = ({ labels, ...plain }: Named<'compute.UpdateSchedule'>['data']['changes'], spec: ScheduleSpec) => {
  const before = mergeLabels(spec.labels ?? {}, {});
  const wanted = { ...plain, labels: labels === undefined ? undefined : mergeLabels(before, labels) };
  const known: Readonly<Record<string, unknown>> = { ...spec, labels: before };
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([key, value]) => value !== undefined && canonicalJson(value) !== canonicalJson(known[key]),
    ),
  ) as Partial<ScheduleSpec>;
};

/** One that has run for the last time may rest all the same. */
const replanned = (
  { spec, next, last }: PresentSchedule,
  changes: Partial<ScheduleSpec>,
  command: ScheduleCommand,
): string | null | Refusal => {
  if (changes.enabled === true || TIMING.some((key) => changes[key] !== undefined))
    return planned({ ...spec, ...changes }, command, last);
  return changes.enabled === false ? null : next;
};

const update = (command: Named<'compute.UpdateSchedule'>, schedule: PresentSchedule): Decision => {
  const { scheduleId, spec } = schedule;
  const changes = newsOf(command.data.changes, spec);
  const no = tooManyLabels({ noun: 'schedule', name: spec.name, most: MOST_LABELS }, changes.labels);
  if (no !== null) return no;
  if (Object.keys(changes).length === 0) return [];
  const next = replanned(schedule, changes, command);
  if (isRefusal(next)) return next;
  return [happened('compute.ScheduleUpdated', { scheduleId, changes, next, request: requestOf(command) })];
};

const remove = (command: Named<'compute.DeleteSchedule'>, { scheduleId }: PresentSchedule): Decision => [
  happened('compute.ScheduleDeleted', { scheduleId, request: requestOf(command) }),
];

type Reason = Extract<ScheduleEvent, { type: 'compute.ScheduleRunSkipped' }>['data']['reason'];

const skips = ({ data }: Named<'compute.RunSchedule'>, { spec, open }: PresentSchedule): Reason | null => {
  if (data.missed && spec.missed === 'skip') return 'missed';
  if (open.length > 0 && spec.overlap !== 'allow') return 'overlap';
  return data.vms.length === 0 ? 'no-vms' : null;
};

/** What was missed, or had to wait, stands for all that went by until now. */
const standsUntil = ({ data: { plannedAt, missed }, meta }: Named<'compute.RunSchedule'>, spec: ScheduleSpec): string =>
  (missed || spec.overlap === 'queue') && meta.at > plannedAt ? meta.at : plannedAt;

/** A time that another process has taken, or that is planned no more, is no news; one that has to wait for its turn is none yet. */
const run = (command: Named<'compute.RunSchedule'>, schedule: PresentSchedule): Decision => {
  const { data, calendar } = command;
  const { scheduleId, spec } = schedule;
  const { plannedAt, vms } = data;
  if (schedule.next !== plannedAt) return [];
  const reason = skips(command, schedule);
  if (reason === 'overlap' && spec.overlap === 'queue') return [];
  const next = calendar.nextAfter(spec, standsUntil(command, spec));
  if (isRefusal(next)) return next;
  if (reason !== null) return [happened('compute.ScheduleRunSkipped', { scheduleId, plannedAt, reason, next })];
  const { action, timeoutSeconds, force, concurrency } = spec;
  const order = { action, timeoutSeconds, force, concurrency, vms };
  return [
    happened('compute.ScheduleRunStarted', {
      scheduleId,
      plannedAt,
      runId: calendar.runIdOf(plannedAt),
      ...order,
      next,
    }),
  ];
};

const endRun = ({ data }: Named<'compute.EndScheduleRun'>, schedule: Schedule): Decision =>
  schedule.kind !== 'none' && schedule.open.includes(data.runId)
    ? [happened('compute.ScheduleRunEnded', { ...data })]
    : [];

const decide = (command: ScheduleCommand, schedule: Schedule): Decision => {
  if (command.type === 'compute.CreateSchedule') return create(command, schedule);
  if (command.type === 'compute.EndScheduleRun') return endRun(command, schedule);
  if (schedule.kind !== 'present') return absent(command, schedule);
  switch (command.type) {
    case 'compute.UpdateSchedule':
      return update(command, schedule);
    case 'compute.DeleteSchedule':
      return remove(command, schedule);
    case 'compute.RunSchedule':
      return run(command, schedule);
  }
};

const absent = ({ type, data }: ScheduleCommand, schedule: Schedule): Decision => {
  if (type === 'compute.RunSchedule') return [];
  if (type === 'compute.DeleteSchedule' && schedule.kind === 'deleted') return [];
  return refuse('schedule.not-found', `there is no schedule ${data.scheduleId}`, {
    hint: 'List the schedules to see their names and ids.',
  });
};

export const scheduleDecider: Decider<ScheduleCommand, Schedule, ScheduleEvent> = {
  initial: noSchedule,
  decide,
  evolve,
};
