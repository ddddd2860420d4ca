import { expect, it } from 'vitest';
import { newRequest, specOf } from '../../test/asking.ts';
import { fakePlace } from '../../test/fake-host.ts';

it('a start that failed does not succeed when it is asked for again before control has heard of it, nor after', async () => {
  const here = fakePlace();
  const control = here.control();
  await here.startHost();
  const { start, world, clock, settle } = here;
  const taken = control.answer;
  control.answer = () => ({ kind: 'fault', code: 'bus.no-responders', message: 'away', retry: 'later' });
  const [spec, request] = [specOf(), newRequest()];
  world.failing = () => 'there is no room';
  await start(spec, request);
  await settle();
  world.failing = () => null;
  await start(spec, request);
  control.answer = taken;
  await clock.advance(30_000);
  await control.hears('RecordVmActionFailed');
  await start(spec, request);
  await control.hears('RecordVmActionFailed', () => control.of('RecordVmActionFailed').length === 2);
  await settle();
  expect(control.order).toEqual(['RecordVmActionFailed', 'RecordVmActionFailed']);
  await start(spec, newRequest());
  await control.hears('RecordVmStarted');
});
