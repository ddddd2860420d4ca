/** Folds what happened to a schedule. */
import type { PresentSchedule, Schedule, ScheduleEvent } from './state.ts';

const later = (one: string | null, other: string): string => (one === null || one < other ? other : one);

interface Came {
  readonly plannedAt: string;
  readonly next: string | null;
}

const came = (schedule: PresentSchedule, { plannedAt, next }: Came): PresentSchedule => ({
  ...schedule,
  next,
  last: later(schedule.last, plannedAt),
});

const changed = (schedule: PresentSchedule, event: ScheduleEvent): Schedule => {
  switch (event.type) {
    case 'compute.ScheduleUpdated':
      return {
        ...schedule,
        spec: { ...schedule.spec, ...(event.data.changes as Partial<PresentSchedule['spec']>) },
        next: event.data.next,
      };
    case 'compute.ScheduleDeleted':
      return { kind: 'deleted', name: schedule.spec.name, open: schedule.open };
    case 'compute.ScheduleRunStarted':
      return { ...came(schedule, event.data), open: [...schedule.open, event.data.runId] };
    case 'compute.ScheduleRunSkipped':
      return came(schedule, event.data);
    default:
      return schedule;
  }
};

export const evolve = (schedule: Schedule, event: ScheduleEvent): Schedule => {
  if (event.type === 'compute.ScheduleCreated') {
    const { scheduleId, spec, next } = event.data;
    return { kind: 'present', scheduleId, spec, next, last: null, open: [] };
  }
  if (schedule.kind === 'none') return schedule;
  if (event.type === 'compute.ScheduleRunEnded') {
    const { runId } = event.data;
    return { ...schedule, open: schedule.open.filter((id) => id !== runId) };
  }
  return schedule.kind === 'present' ? changed(schedule, event) : schedule;
};
