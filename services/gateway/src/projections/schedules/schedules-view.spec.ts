import { GroupCreated, GroupDeleted, GroupUpdated, ScheduleCreated } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { beforeEach, expect, it } from 'vitest';
import { logInto, type Log } from '../../../test/log.ts';
import { happening } from '../../../test/recorder.ts';
import { requestOf } from '../../../test/samples.ts';
import { Catalogue } from '../catalogue/catalogue.ts';

const scheduleId = newId();
const groupId = newId();
const request = requestOf(newId());
const times = { timeZone: 'UTC', missed: 'skip', overlap: 'skip', when: { daily: { at: '02:00' } } } as const;
const how = { action: 'start', timeoutSeconds: 60, force: false, concurrency: 10, enabled: true } as const;

let catalogue: Catalogue;
let log: Log;
beforeEach(() => {
  catalogue = new Catalogue();
  log = logInto(...catalogue.followers());
  const office = { name: 'office', description: '', labels: {}, vmIds: [] };
  log.put(`group-${groupId}`, happening(GroupCreated, { groupId, ...office, request }));
  const spec = { name: 'night', description: '', target: { groupId }, ...how, ...times };
  log.put(`schedule-${scheduleId}`, happening(ScheduleCreated, { scheduleId, spec, next: null, request }));
});

/** Asked for as often as anything happens: an answer that was given once may be kept. */
const target = (): unknown => catalogue.schedules.documents.document(scheduleId)?.target;

it('shows its group by the name that the group has now', () => {
  expect(target()).toEqual({ groupId, group: 'office' });
  log.put(`group-${groupId}`, happening(GroupUpdated, { groupId, changes: { name: 'bureau' }, request }));
  expect(target()).toEqual({ groupId, group: 'bureau' });
  log.put(`group-${groupId}`, happening(GroupDeleted, { groupId, request }));
  expect(target()).toEqual({ groupId });
});
