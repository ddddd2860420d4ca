/** What a schedule is and which of its times are run, read as sentences. */
import { refuse } from '@chronovisor/kernel';
import { checkRepeatedCommands, specify } from '@chronovisor/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Calendar, type ScheduleCommand, scheduleDecider } from './decide.ts';

const schedule = specify(scheduleDecider);
const hour = (at: string): number => Number(at.slice(0, 2));
const at = (hours: number): string => `${String(hours).padStart(2, '0')}:00`;

/** Every full hour of one day; `once` at noon; `cron: 'no'` cannot be read. */
const calendar: Calendar = {
  nextAfter: ({ when }, after) => {
    if (when.cron === 'no') return refuse('schedule.cron-invalid', 'no');
    if (when.once !== undefined) return after < when.once ? when.once : null;
    return hour(after) < 23 ? at(hour(after) + 1) : null;
  },
  runIdOf: (plannedAt) => `run-${plannedAt}`,
};
const asCommand = (type: ScheduleCommand['type'], data: object, now: string): ScheduleCommand =>
  ({
    type,
    version: 1,
    data: { scheduleId: 's', ...data },
    calendar,
    meta: { operationId: 'o', commandId: 'c', at: now },
  }) as unknown as ScheduleCommand;

const spec = {
  name: 'night',
  action: 'start',
  timeoutSeconds: 60,
  force: false,
  target: { vmIds: ['a'] },
  when: { cron: 'hourly' },
  timeZone: 'UTC',
  missed: 'skip',
  overlap: 'skip',
  concurrency: 1,
  enabled: true,
};
const vms = [{ vmId: 'a', name: 'a' }];
const create = (over: object = {}, now = at(0)) =>
  asCommand('compute.CreateSchedule', { spec: { ...spec, ...over } }, now);
const update = (changes: object, now = at(0)) => asCommand('compute.UpdateSchedule', { changes }, now);
const remove = () => asCommand('compute.DeleteSchedule', {}, at(0));
const run = (plannedAt: string, over: object = {}, now = plannedAt) =>
  asCommand('compute.RunSchedule', { plannedAt, missed: false, vms, ...over }, now);
const end = (runId: string) => asCommand('compute.EndScheduleRun', { runId, problem: null }, at(0));

const created = (over: object = {}) => schedule.given([]).after(create(over));
const next = (state: unknown) => (state as { next?: string | null }).next;

describe('a schedule', () => {
  it('is made once, with its next time', () =>
    schedule
      .when(create())
      .thenTypes('compute.ScheduleCreated')
      .thenOnlyOnce()
      .thenState((state) => expect(next(state)).toBe(at(1))));
  it('that can never run is refused, also when it is not enabled', () => {
    schedule.when(create({ when: { once: at(3) } }, at(4))).thenRefused('schedule.never-runs');
    schedule.when(create({ when: { once: at(3) }, enabled: false }, at(4))).thenRefused('schedule.never-runs');
    schedule.when(create({ when: { cron: 'no' } })).thenRefused('schedule.cron-invalid');
  });
  it('has no next time while it rests', () =>
    created()
      .when(update({ enabled: false }))
      .thenTypes('compute.ScheduleUpdated')
      .thenState((state) => expect(next(state)).toBeNull()));
  it('that has run for the last time may rest', () =>
    created({ when: { once: at(3) } })
      .after(run(at(3)))
      .when(update({ enabled: false }, at(4)))
      .thenTypes('compute.ScheduleUpdated')
      .thenState((state) => expect(next(state)).toBeNull()));
  it('is planned anew from the moment it is changed', () =>
    created({ enabled: false })
      .when(update({ enabled: true }, at(7)))
      .thenTypes('compute.ScheduleUpdated')
      .thenState((state) => expect(next(state)).toBe(at(8))));
  it('keeps its next time when only its name changes', () =>
    created()
      .when(update({ name: 'day' }, at(7)))
      .thenTypes('compute.ScheduleUpdated')
      .thenState((state) => expect(next(state)).toBe(at(1))));
  it('hears no news in what it is already', () =>
    created()
      .when(update({ name: 'night' }))
      .thenNothing());
  it('is deleted once', () => created().when(remove()).thenTypes('compute.ScheduleDeleted').thenOnlyOnce());
  it('that is not there is not changed', () => schedule.when(update({ name: 'x' })).thenRefused('schedule.not-found'));
  it('takes no id that was used before', () => created().when(create()).thenRefused('schedule.id-taken'));
});

describe('a planned time', () => {
  it('is run once, and the next one is known with it', () =>
    created()
      .when(run(at(1)))
      .thenTypes('compute.ScheduleRunStarted')
      .thenOnlyOnce()
      .thenState((state) => expect(state).toMatchObject({ next: at(2), open: ['run-01:00'] })));
  it('does not come again when the clock is set back and the schedule is changed', () => {
    const ran = created()
      .after(run(at(1)))
      .after(run(at(2)));
    for (const changes of [{ when: { cron: 'each hour' } }, { timeZone: 'Europe/Berlin' }])
      ran
        .when(update(changes, at(0)))
        .thenTypes('compute.ScheduleUpdated')
        .thenState((state) => expect(next(state)).toBe(at(3)));
    ran
      .after(update({ enabled: false }, at(0)))
      .when(update({ enabled: true }, at(0)))
      .thenState((state) => expect(next(state)).toBe(at(3)));
    ran.when(update({ when: { once: at(2) } }, at(0))).thenRefused('schedule.never-runs');
  });
  it('that was left out does not come again either', () =>
    created()
      .after(run(at(1), { vms: [] }))
      .when(update({ when: { cron: 'each hour' } }, at(0)))
      .thenState((state) => expect(next(state)).toBe(at(2))));
  it('that is not the next one is no news', () =>
    created()
      .when(run(at(2)))
      .thenNothing());
  it('of a schedule that is gone is no news', () =>
    created()
      .after(remove())
      .when(run(at(1)))
      .thenNothing());
  it('that was missed is left out', () =>
    created()
      .when(run(at(1), { missed: true }, at(5)))
      .thenTypes('compute.ScheduleRunSkipped')
      .thenState((state) => expect(next(state)).toBe(at(6))));
  it('that was missed stands for all that were, where they are to be made up for', () =>
    created({ missed: 'run-once' })
      .when(run(at(1), { missed: true }, at(5)))
      .thenTypes('compute.ScheduleRunStarted')
      .thenState((state) => expect(next(state)).toBe(at(6))));
  it('that finds the run before under way is left out, waits or is run, as was said', () => {
    created()
      .after(run(at(1)))
      .when(run(at(2)))
      .thenTypes('compute.ScheduleRunSkipped');
    created({ overlap: 'queue' })
      .after(run(at(1)))
      .when(run(at(2)))
      .thenNothing();
    created({ overlap: 'allow' })
      .after(run(at(1)))
      .when(run(at(2)))
      .thenTypes('compute.ScheduleRunStarted');
  });
  it('that had to wait is run when the run before is over', () =>
    created({ overlap: 'queue' })
      .after(run(at(1)))
      .after(end('run-01:00'))
      .when(run(at(2), {}, at(5)))
      .thenTypes('compute.ScheduleRunStarted')
      .thenState((state) => expect(next(state)).toBe(at(6))));
  it('without vms is left out', () =>
    created()
      .when(run(at(1), { vms: [] }))
      .thenTypes('compute.ScheduleRunSkipped'));
  it('may be the last', () =>
    created({ when: { once: at(3) } })
      .when(run(at(3)))
      .thenTypes('compute.ScheduleRunStarted')
      .thenState((state) => expect(next(state)).toBeNull()));
});

describe('a run', () => {
  it('ends once', () =>
    created()
      .after(run(at(1)))
      .when(end('run-01:00'))
      .thenTypes('compute.ScheduleRunEnded')
      .thenOnlyOnce());
  it('ends also when its schedule is gone', () =>
    created()
      .after(run(at(1)))
      .after(remove())
      .when(end('run-01:00'))
      .thenTypes('compute.ScheduleRunEnded'));
  it('that is not under way does not end', () => created().when(end('run-01:00')).thenNothing());
});

it('hears what is repeated once', () => {
  const commands = fc.constantFrom(
    create(),
    create({ overlap: 'queue' }),
    update({ enabled: false }),
    update({ enabled: true }),
    remove(),
    run(at(1)),
    run(at(2)),
    run(at(1), { missed: true }),
    end('run-01:00'),
  );
  checkRepeatedCommands(scheduleDecider, commands, { numRuns: 500 });
});
