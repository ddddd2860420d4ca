/** The endpoints of schedules. */
import { http } from '@chronovisor/contracts';
import { api, endpoint, type AnswerShape, type Endpoint } from '../endpoint.ts';

const tag = 'schedules';
const one = `${api}/schedules/{id}`;
const columns = ['name', 'action', 'when', 'timeZone', 'enabled', 'next', 'labels', 'id'];
const operation: AnswerShape = { kind: 'operation' };

export const listSchedules = endpoint({
  id: 'listSchedules',
  method: 'GET',
  path: `${api}/schedules`,
  tag,
  summary: 'List schedules',
  query: http.ScheduleListParameters,
  answer: { kind: 'page', schema: http.SchedulePage, item: http.ScheduleDocument },
  cli: { noun: 'schedule', verb: 'list', columns },
});

export const createSchedule = endpoint({
  id: 'createSchedule',
  method: 'POST',
  path: `${api}/schedules`,
  tag,
  summary: 'Create a schedule',
  description:
    'Each planned time is run once, as one operation over its vms, whatever is restarted meanwhile. What can never run is refused.',
  body: http.CreateScheduleBody,
  answer: operation,
  problems: ['conflict'],
  cli: { noun: 'schedule', verb: 'create' },
});

export const getSchedule = endpoint({
  id: 'getSchedule',
  method: 'GET',
  path: one,
  tag,
  summary: 'Show a schedule',
  query: http.OnePastParameters,
  answer: { kind: 'document', schema: http.ScheduleDocument },
  cli: { noun: 'schedule', verb: 'show', columns },
});

export const updateSchedule = endpoint({
  id: 'updateSchedule',
  method: 'PATCH',
  path: one,
  tag,
  summary: 'Change a schedule',
  description: 'A change of its times, or enabling it, plans it anew from now on. Takes If-Match.',
  body: http.UpdateScheduleBody,
  answer: operation,
  problems: ['precondition'],
  cli: { noun: 'schedule', verb: 'update' },
});

export const deleteSchedule = endpoint({
  id: 'deleteSchedule',
  method: 'DELETE',
  path: one,
  tag,
  summary: 'Delete a schedule',
  description: 'A run under way goes on.',
  answer: operation,
  problems: ['precondition'],
  cli: { noun: 'schedule', verb: 'delete' },
});

const toggle = (verb: 'enable' | 'disable', summary: string, description: string): Endpoint =>
  endpoint({
    id: `${verb}Schedule`,
    method: 'POST',
    path: `${one}/${verb}`,
    tag,
    summary,
    description,
    answer: operation,
    cli: { noun: 'schedule', verb },
  });

export const enableSchedule = toggle(
  'enable',
  'Let a schedule run',
  'Times that went by meanwhile are not made up for.',
);
export const disableSchedule = toggle('disable', 'Let a schedule rest', 'A run under way goes on.');

export const getScheduleRuns = endpoint({
  id: 'getScheduleRuns',
  method: 'GET',
  path: `${one}/runs`,
  tag,
  summary: 'Show what became of the planned times of a schedule',
  query: http.OneParameters,
  answer: { kind: 'document', schema: http.ScheduleRuns },
  cli: { noun: 'schedule', verb: 'runs', columns: ['plannedAt', 'status', 'reason', 'vms', 'operation'] },
});

export const scheduleEndpoints: readonly Endpoint[] = [
  listSchedules,
  createSchedule,
  getSchedule,
  updateSchedule,
  deleteSchedule,
  enableSchedule,
  disableSchedule,
  getScheduleRuns,
];
