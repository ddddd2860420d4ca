/** Schedules behind compute's door: each planned time is run once, whatever is restarted, doubled or set. */
import type { ScheduleSpec } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ControlStage, type StagedHost } from '../../../test/control-stage.ts';

let stage: ControlStage;
let host: StagedHost;
let one: string;
let two: string;
let id: string;

// The clock of the stage begins on 2026-01-01 at 00:00 UTC.
beforeEach(async () => {
  stage = new ControlStage();
  await stage.start();
  host = await stage.joined();
  one = await stage.made(host, 'one');
  two = await stage.made(host, 'two');
  id = newId();
});
afterEach(() => stage.close());

const spec = (over: Partial<ScheduleSpec> = {}) => ({
  name: 'night',
  description: '',
  action: 'start',
  timeoutSeconds: 60,
  force: false,
  target: { vmIds: [one, two] },
  when: { cron: '0 * * * *' },
  timeZone: 'UTC',
  missed: 'skip',
  overlap: 'skip',
  concurrency: 10,
  enabled: true,
  ...over,
});
const create = (over: object = {}, scheduleId = id) =>
  stage.send('compute.CreateSchedule', { scheduleId, spec: spec(over) });
const update = (changes: object) => stage.send('compute.UpdateSchedule', { scheduleId: id, changes });
const types = async () =>
  (await stage.events(`schedule-${id}`)).map(({ type }) => type.replace('compute.Schedule', ''));
const last = async () => (await stage.events(`schedule-${id}`)).at(-1)?.data as Readonly<Record<string, unknown>>;
const runs = async () =>
  (await stage.events(`schedule-${id}`))
    .filter(({ type }) => type === 'compute.ScheduleRunStarted')
    .map(({ data }) => (data as { plannedAt: string }).plannedAt.slice(11, 16));
const pass = async (minutes: number) => {
  for (let left = minutes * 60; left > 0; left -= 5) {
    host.beat();
    await stage.clock.advance(Math.min(5, left) * 1_000);
  }
  await stage.quiet();
};
/** The host does as it is told: starts succeed at once. */
const obliging = () => {
  host.answer = ({ type, data }) => {
    if (type !== 'compute.StartVm') return { kind: 'taken' };
    const { vmId, generation, request } = data as { vmId: string; generation: number; request: object };
    const process = { pid: 77, startTicks: 5, accelerator: 'tcg' };
    void stage.people.command({
      type: 'compute.RecordVmStarted',
      version: 1,
      data: { vmId, generation, process, request },
      meta: {
        commandId: newId(),
        operationId: newId(),
        correlationId: 'test',
        actor: { kind: 'host', id: host.facts.hostId },
        at: stage.clock.date().toISOString(),
      },
    } as never);
    return { kind: 'taken' };
  };
};

describe('a schedule', () => {
  it('shows its next time, and does at that time what it says, in one operation', async () => {
    obliging();
    expect(await create()).toMatchObject({ kind: 'accepted', awaits: null });
    expect(await last()).toMatchObject({ next: '2026-01-01T01:00:00.000Z' });
    await pass(59);
    expect(await types()).toEqual(['Created']);
    await pass(2);
    expect(await types()).toEqual(['Created', 'RunStarted', 'RunEnded']);
    expect([await stage.vm(one), await stage.vm(two)]).toMatchObject([{ status: 'running' }, { status: 'running' }]);
    const started = (await stage.events(`schedule-${id}`)).find(({ type }) => type === 'compute.ScheduleRunStarted');
    const { runId, next } = (started?.data ?? {}) as { runId: string; next: string };
    expect(next).toBe('2026-01-01T02:00:00.000Z');
    expect((await stage.events(`bulk-${runId}`)).at(-1)).toMatchObject({ type: 'compute.BulkSucceeded' });
  });

  it('has a name of its own', async () => {
    await create();
    expect(await create({}, newId())).toMatchObject({ code: 'schedule.name-taken' });
    await stage.send('compute.DeleteSchedule', { scheduleId: id });
    expect(await create({}, newId())).toMatchObject({ kind: 'accepted' });
  });

  it.each([
    [{ when: { cron: '61 * * * *' } }, 'schedule.cron-invalid', '/when/cron'],
    [{ when: { cron: '0 0 30 2 *' } }, 'schedule.never-runs', '/when/cron'],
    [{ when: { once: '2020-01-01T00:00:00Z' } }, 'schedule.never-runs', '/when/once'],
    [{ timeZone: 'Europe/Nowhere' }, 'schedule.zone-unknown', '/timeZone'],
  ])('that can never run is refused: %o', async (over, code, pointer) => {
    expect(await create(over)).toMatchObject({ code, errors: [{ pointer }] });
    expect(await types()).toEqual([]);
  });

  it('rests while it is disabled, and goes on with what is to come', async () => {
    await create();
    await update({ enabled: false });
    expect(await last()).toMatchObject({ next: null });
    await pass(90);
    await update({ enabled: true });
    expect(await last()).toMatchObject({ next: '2026-01-01T02:00:00.000Z' });
    expect(await runs()).toEqual([]);
  });

  it('takes the vms of a group or a selector as they are at that time', async () => {
    obliging();
    await create({ target: { selector: 'set=web', requirements: [{ key: 'set', is: 'in', values: ['web'] }] } });
    await stage.send('compute.UpdateVm', { vmId: two, changes: { labels: { set: 'web' } } });
    await pass(61);
    expect(await stage.vm(one)).toMatchObject({ status: 'off' });
    expect(await stage.vm(two)).toMatchObject({ status: 'running' });
  });

  it('with nobody to do it to says so', async () => {
    await create({ target: { selector: 'set=web', requirements: [{ key: 'set', is: 'in', values: ['web'] }] } });
    await pass(61);
    expect(await last()).toMatchObject({ reason: 'no-vms', next: '2026-01-01T02:00:00.000Z' });
  });

  it('that is deleted runs no more, and what is under way is still ended', async () => {
    await create();
    await pass(61);
    await stage.send('compute.DeleteSchedule', { scheduleId: id });
    await stage.send('compute.StopVm', { vmId: one });
    await pass(120);
    expect(await runs()).toEqual(['01:00']);
  });
});

describe('a planned time that was missed', () => {
  const away = async (minutes: number) => {
    await stage.stop();
    await stage.clock.advance(minutes * 60_000);
    await stage.start();
    await pass(1);
  };

  it('is left out by one that skips', async () => {
    await create({ missed: 'skip' });
    await away(190);
    expect(await types()).toEqual(['Created', 'RunSkipped']);
    expect(await last()).toMatchObject({ reason: 'missed', next: '2026-01-01T04:00:00.000Z' });
  });

  it('is made up for once by one that runs once, however many there were', async () => {
    await create({ missed: 'run-once' });
    await away(190);
    expect(await runs()).toEqual(['01:00']);
    await pass(60);
    expect(await types()).toContain('RunStarted');
    expect((await types()).filter((type) => type === 'RunStarted').length).toBeLessThanOrEqual(2);
  });

  it('is not missed when control is back within a minute', async () => {
    await create({ missed: 'skip' });
    await pass(59);
    await away(1.5);
    expect(await runs()).toEqual(['01:00']);
  });
});

describe('a run that is still under way when the next time comes', () => {
  it('is left alone by one that skips', async () => {
    await create();
    await pass(121);
    expect(await types()).toEqual(['Created', 'RunStarted', 'RunSkipped']);
    expect(await last()).toMatchObject({ reason: 'overlap' });
  });

  it('is followed by the next one where that waits in a queue', async () => {
    await create({ overlap: 'queue', target: { vmIds: [one] } });
    await pass(130);
    expect(await runs()).toEqual(['01:00']);
    obliging();
    const started = { vmId: one, generation: 1, process: { pid: 7, startTicks: 1, accelerator: 'tcg' }, request: null };
    await stage.send('compute.RecordVmStarted', started);
    await pass(1);
    expect(await runs()).toEqual(['01:00', '02:00']);
    expect((await types()).filter((type) => type === 'RunEnded')).toHaveLength(2);
  });

  it('is joined by the next one where that is allowed', async () => {
    await create({ overlap: 'allow' });
    await pass(121);
    expect(await runs()).toEqual(['01:00', '02:00']);
  });
});

describe('each planned time is run once', () => {
  it('also when two control processes say so at once', async () => {
    obliging();
    await create();
    const run = (vms: readonly string[]) =>
      stage.send('compute.RunSchedule', {
        scheduleId: id,
        plannedAt: '2026-01-01T01:00:00.000Z',
        missed: false,
        vms: vms.map((vmId) => ({ vmId, name: 'x' })),
      });
    await Promise.all([run([one]), run([one, two]), run([two])]);
    await pass(62);
    expect(await runs()).toEqual(['01:00']);
    expect(await types()).toEqual(['Created', 'RunStarted', 'RunEnded']);
  });

  it('also when control dies between the record and the order', async () => {
    await create();
    await pass(59);
    await stage.stop();
    const { revision } = (await stage.events(`schedule-${id}`)).at(-1) ?? { revision: -1 };
    const data = {
      scheduleId: id,
      plannedAt: '2026-01-01T01:00:00.000Z',
      runId: newId(),
      action: 'start',
      timeoutSeconds: 60,
      force: false,
      concurrency: 10,
      vms: [{ vmId: one, name: 'one' }],
      next: '2026-01-01T02:00:00.000Z',
    };
    const started = { type: 'compute.ScheduleRunStarted', version: 1, data: data as never, meta: {} };
    await stage.store.append({
      id: newId(),
      writes: [{ stream: `schedule-${id}`, expected: revision, events: [started] }],
    });
    obliging();
    await stage.start();
    await pass(2);
    expect(await types()).toEqual(['Created', 'RunStarted', 'RunEnded']);
    expect(await stage.vm(one)).toMatchObject({ status: 'running', generation: 1 });
  });

  it('also when control dies at any other moment', async () => {
    obliging();
    await create();
    for (const minutes of [59, 1, 0.1, 0.1, 1, 58, 1, 0.1]) {
      await pass(minutes);
      await stage.stop();
      await stage.start();
    }
    await pass(1);
    expect(await runs()).toEqual(['01:00', '02:00']);
    expect((await types()).filter((type) => type === 'RunEnded')).toHaveLength(2);
  });

  it('also when the wall clock is set back and forth by an hour', async () => {
    obliging();
    await create();
    await pass(61);
    stage.clock.jump(-3_600_000);
    await pass(50);
    expect(await runs()).toEqual(['01:00']);
    stage.clock.jump(3_600_000);
    await pass(5);
    expect(await runs()).toEqual(['01:00']);
    stage.clock.jump(3_600_000);
    await pass(1);
    expect(await runs()).toEqual(['01:00', '02:00']);
    await pass(1);
    expect((await types()).filter((type) => type === 'RunEnded')).toHaveLength(2);
  });
});
