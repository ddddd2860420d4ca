import type { PluggedHardware } from '@chronovisor/contracts';
import { describe, expect, it } from 'vitest';
import { newRequest, specOf } from '../../test/asking.ts';
import { fakePlace } from '../../test/fake-host.ts';

const MIB = 1024 ** 2;
const from = { vcpus: 1, memory: 128 * MIB };
const more = { vcpus: 4, memory: 256 * MIB };

const running = async () => {
  const here = fakePlace();
  const control = here.control();
  const host = await here.startHost();
  const spec = specOf();
  await here.start(spec);
  await control.hears('RecordVmStarted');
  const guest = here.world.guest(spec.vmId);
  const change = (to: PluggedHardware, back: PluggedHardware = from, request = newRequest()) =>
    here.ask('ChangeHardware', { vmId: spec.vmId, generation: 1, request, from: back, to }, request);
  return { ...here, control, host, spec, guest, change };
};

describe('a change of a machine that runs', () => {
  it('is reported when the guest has followed, and twice when it is asked twice', async () => {
    const { change, guest, control } = await running();
    const request = newRequest();
    expect(await change(more, from, request)).toEqual({ kind: 'taken' });
    expect((await control.hears('RecordVmHardwareChanged')).data).toMatchObject({ generation: 1, request });
    expect(guest.hardware).toEqual(more);
    await change(more, from, request);
    await control.hears('RecordVmHardwareChanged', () => control.of('RecordVmHardwareChanged').length === 2);
    expect(guest.hardware).toEqual(more);
  });

  it('goes on where an earlier host process was cut off', async () => {
    const { change, guest, control, host, startHost } = await running();
    await host.die();
    guest.plug({ ...more, vcpus: 2 });
    await startHost();
    await change(more);
    await control.hears('RecordVmHardwareChanged');
    expect(guest.hardware).toEqual(more);
  });

  it('is put back where the guest does not follow, and the report says what stands', async () => {
    const { change, guest, control } = await running();
    guest.plug(more);
    guest.clings = true;
    await change(from, more);
    const { data } = await control.hears('RecordVmActionFailed');
    expect(data).toMatchObject({
      problem: {
        code: 'vm.guest-does-not-follow',
        message: expect.stringContaining('it has what it had before'),
        hint: expect.stringContaining('apply=restart'),
      },
    });
    expect(guest.hardware).toEqual(more);
  });

  it('is refused for a vm that does not run', async () => {
    const { change, guest, control } = await running();
    guest.kill();
    await control.hears('RecordVmCrashed');
    await change(more);
    expect((await control.hears('RecordVmActionFailed')).data).toMatchObject({ problem: { code: 'vm.not-running' } });
  });
});
