import { describe, expect, it } from 'vitest';
import { newRequest, specOf } from '../../test/asking.ts';
import { fakePlace } from '../../test/fake-host.ts';

const started = async (spec = specOf()) => {
  const here = fakePlace();
  const control = here.control();
  await here.startHost();
  await here.start(spec);
  await control.hears('RecordVmStarted');
  return { ...here, control, spec };
};

describe('a guest whose kernel panics', () => {
  it('is reported at once, and goes on as its machine does', async () => {
    const { spec, control, world } = await started();
    world.guest(spec.vmId).panic();
    expect((await control.hears('RecordVmPanicked')).data).toEqual({ vmId: spec.vmId, generation: 1, request: null });
    expect(world.guest(spec.vmId).alive).toBe(true);
  });
});

describe('the end of a vm', () => {
  it('by a guest that missed the power button comes with the next press of the same shutdown', async () => {
    const { power, spec, control, world } = await started();
    const guest = world.guest(spec.vmId);
    const request = newRequest();
    guest.obeysPowerButton = false;
    await power('ShutdownVm', spec, request);
    expect(guest.alive).toBe(true);
    guest.obeysPowerButton = true;
    await power('ShutdownVm', spec, request);
    const { data } = await control.hears('RecordVmStopped');
    expect(data).toMatchObject({ reason: 'guest-shutdown', request });
  });
});
