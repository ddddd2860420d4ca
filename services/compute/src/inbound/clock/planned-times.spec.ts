/** What a calendar says: every form of "when", and the two nights a year that are not like the others. */
import type { ScheduleWhen } from '@chronovisor/contracts';
import { describe, expect, it } from 'vitest';
import { calendarFor, nextAfter } from './planned-times.ts';

const berlin = 'Europe/Berlin';

const times = (when: ScheduleWhen, from: string, count: number, timeZone = berlin): readonly unknown[] => {
  const found: unknown[] = [];
  for (let after = from; found.length < count;) {
    const next = nextAfter({ when, timeZone }, after);
    if (typeof next !== 'string') return [...found, next];
    found.push(next);
    after = next;
  }
  return found;
};

describe('a planned time', () => {
  it('comes daily at the same time of day', () =>
    expect(times({ daily: { at: '02:00' } }, '2026-01-01T12:00:00.000Z', 2)).toEqual([
      '2026-01-02T01:00:00.000Z',
      '2026-01-03T01:00:00.000Z',
    ]));
  it('comes weekly on its days', () =>
    expect(times({ weekly: { days: ['mon', 'fri'], at: '18:30' } }, '2026-01-01T12:00:00.000Z', 3, 'UTC')).toEqual([
      '2026-01-02T18:30:00.000Z',
      '2026-01-05T18:30:00.000Z',
      '2026-01-09T18:30:00.000Z',
    ]));
  it('comes monthly, and not in months without its day', () =>
    expect(times({ monthly: { day: 31, at: '00:00' } }, '2026-01-31T12:00:00.000Z', 2, 'UTC')).toEqual([
      '2026-03-31T00:00:00.000Z',
      '2026-05-31T00:00:00.000Z',
    ]));
  it('comes on the last day of each month', () =>
    expect(times({ cron: '0 0 L * *' }, '2026-01-31T12:00:00.000Z', 2, 'UTC')).toEqual([
      '2026-02-28T00:00:00.000Z',
      '2026-03-31T00:00:00.000Z',
    ]));
  it('comes once, and then never', () =>
    expect(times({ once: '2026-01-01T14:00:00+01:00' }, '2026-01-01T12:00:00.000Z', 2)).toEqual([
      '2026-01-01T13:00:00.000Z',
      null,
    ]));
  it('has an id of its own, always the same', () => {
    const { runIdOf } = calendarFor('01890a5d-ac96-774b-bcce-b302099a8057');
    expect(runIdOf('2026-01-01T13:00:00.000Z')).toBe(runIdOf('2026-01-01T13:00:00.000Z'));
    expect(runIdOf('2026-01-01T13:00:00.000Z')).not.toBe(runIdOf('2026-01-02T13:00:00.000Z'));
  });
});

describe('in the night when the clocks go forward', () => {
  const from = '2026-03-28T12:00:00.000Z';
  it('a time of day that is left out comes right after, once', () =>
    expect(times({ daily: { at: '02:30' } }, from, 2)).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]));
  it('every half hour stays every half hour', () =>
    expect(times({ cron: '*/30 * * * *' }, '2026-03-29T00:15:00.000Z', 3)).toEqual([
      '2026-03-29T00:30:00.000Z',
      '2026-03-29T01:00:00.000Z',
      '2026-03-29T01:30:00.000Z',
    ]));
});

describe('in the night when the clocks go back', () => {
  it('a time of day that comes twice is taken once', () =>
    expect(times({ daily: { at: '02:30' } }, '2026-10-24T12:00:00.000Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]));
  it('every half hour stays every half hour', () =>
    expect(times({ cron: '*/30 * * * *' }, '2026-10-25T00:15:00.000Z', 4)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:00:00.000Z',
      '2026-10-25T01:30:00.000Z',
      '2026-10-25T02:00:00.000Z',
    ]));
});

describe('what cannot be planned', () => {
  const from = '2026-01-01T12:00:00.000Z';
  it.each(['61 * * * *', '* * * *', '* * * * * *', 'every day', '* 25 * * *', '0 0 * * funday'])(
    '%s is no cron line',
    (cron) =>
      expect(nextAfter({ when: { cron }, timeZone: berlin }, from)).toMatchObject({
        code: 'schedule.cron-invalid',
        errors: [{ pointer: '/when/cron' }],
      }),
  );
  it('never comes when there is no such day', () =>
    expect(nextAfter({ when: { cron: '0 0 30 2 *' }, timeZone: berlin }, from)).toBeNull());
  it.each(['Europe/Nowhere', 'Middle Earth', '../etc/passwd', '+02:00', '-0500'])('%s is no time zone', (timeZone) =>
    expect(nextAfter({ when: { daily: { at: '02:00' } }, timeZone }, from)).toMatchObject({
      code: 'schedule.zone-unknown',
      errors: [{ pointer: '/timeZone' }],
    }),
  );
});
