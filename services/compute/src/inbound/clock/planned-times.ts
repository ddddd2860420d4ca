/** What a calendar says of a schedule: the next time it is planned for, in its own time zone, over summer time and back. */
import type { ScheduleSpec } from '@chronovisor/contracts';
import { type Refusal, refuse } from '@chronovisor/kernel';
import { derivedId } from '@chronovisor/kernel/ids';
import { Cron } from 'croner';
import type { Calendar, Timing } from '../../domain/schedule/decide.ts';

const clockFields = (at: string): string => {
  const [hour = '', minute = ''] = at.split(':');
  return `${Number(minute)} ${Number(hour)}`;
};

/** Five fields; null for what comes only once. */
const cronOf = ({ cron, daily, weekly, monthly }: ScheduleSpec['when']): string | null => {
  if (cron !== undefined) return cron;
  if (daily !== undefined) return `${clockFields(daily.at)} * * *`;
  if (weekly !== undefined) return `${clockFields(weekly.at)} * * ${weekly.days.join(',')}`;
  if (monthly !== undefined) return `${clockFields(monthly.at)} ${monthly.day} * *`;
  return null;
};

const zoneUnknown = (timeZone: string): Refusal =>
  refuse('schedule.zone-unknown', `there is no time zone ${timeZone}`, {
    hint: 'Write a name of the IANA database, such as Europe/Berlin or UTC.',
    errors: [{ pointer: '/timeZone', detail: 'there is no such time zone' }],
  });

/** An offset such as +02:00 would be read as well, but knows no summer. */
const isZone = (timeZone: string): boolean => {
  if (!/^[a-z]/i.test(timeZone)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

const unreadable = (cron: string, words: string): Refusal => {
  const detail = words.replace(/^CronPattern: /u, '');
  return refuse('schedule.cron-invalid', `"${cron}" is no cron line: ${detail}`, {
    hint: 'Write minute, hour, day of month, month and day of week, such as "*/15 8-18 * * mon-fri".',
    errors: [{ pointer: '/when/cron', detail }],
  });
};

const nextOf = (line: string, timeZone: string, after: string): string | null | Refusal => {
  try {
    const cron = new Cron(line, { timezone: timeZone, mode: '5-part', paused: true });
    return cron.nextRun(new Date(after))?.toISOString() ?? null;
  } catch (error) {
    return unreadable(line, error instanceof Error ? error.message : String(error));
  }
};

/** A time of day that is left out when the clocks go forward comes with the first moment after; one that comes twice is taken once. */
export const nextAfter = ({ when, timeZone }: Timing, after: string): string | null | Refusal => {
  if (!isZone(timeZone)) return zoneUnknown(timeZone);
  const line = cronOf(when);
  if (line !== null) return nextOf(line, timeZone, after);
  const once = new Date(when.once as string).toISOString();
  return once > after ? once : null;
};

export const calendarFor = (scheduleId: string): Calendar => ({
  nextAfter,
  runIdOf: (plannedAt) => derivedId(scheduleId, plannedAt),
});
