/** A host looks at its vms and tells what it sees, once. */
import { eventually } from '@chronovisor/testing';
import type { Reply } from '@chronovisor/contracts';
import { describe, expect, it } from 'vitest';
import { specOf } from '../../test/asking.ts';
import { DRIFT_EVERY_MS, fakePlace } from '../../test/fake-host.ts';

const answer = (settled: boolean): Reply => ({
  kind: 'accepted',
  position: 1,
  revision: 0,
  duplicate: false,
  awaits: null,
  operationId: null,
  result: { settled },
});

const place = async () => {
  const here = fakePlace();
  const control = here.control();
  const host = await here.startHost();
  const spec = specOf();
  await here.start(spec);
  await control.hears('RecordVmStarted');
  const looks = () => control.of('RecordVmHardware').map(({ data }) => data['seen']);
  const look = async () => {
    await host.drift.now();
    await here.settle();
  };
  return { ...here, control, host, spec, looks, look };
};

describe('a look', () => {
  it('is told until control has found nothing in it, and then no more', async () => {
    const { control, look, looks, spec } = await place();
    await look();
    expect(looks()).toEqual([{ plugged: { vcpus: 1, memory: spec.memory }, disks: [], differences: [] }]);
    control.answer = () => answer(true);
    await look();
    expect(looks()).toHaveLength(2);
    await look();
    await look();
    expect(looks()).toHaveLength(2);
  });

  it('is told anew when something has changed, or was done', async () => {
    const { control, look, looks, spec, world, power } = await place();
    control.answer = () => answer(true);
    await look();
    world.guest(spec.vmId).hardware = { vcpus: 2, memory: spec.memory };
    await look();
    expect(looks()).toHaveLength(2);
    await power('PauseVm', spec);
    await control.hears('RecordVmPaused');
    await look();
    expect(looks()).toHaveLength(3);
  });

  it('comes again by itself', async () => {
    const { clock, host, control, look, looks } = await place();
    await look();
    await clock.advance(DRIFT_EVERY_MS);
    await eventually(() => looks().length === 2);
    await host.drift.close();
    expect(control.of('RecordHostStrangers').length).toBeGreaterThan(0);
  });

  it('at a QEMU that does not answer says nothing', async () => {
    const { look, looks, spec, world } = await place();
    world.guest(spec.vmId).hangs = true;
    await look();
    expect(looks()).toEqual([]);
  });
});

describe('strangers', () => {
  it('are told with the folders of all vms, each picture once', async () => {
    const { control, clock, look, spec, world, host } = await place();
    await look();
    const stray = { pid: 7, startTicks: 8, uuid: null, folder: spec.vmId };
    world.strays.push(stray);
    const looking = host.drift.now();
    await eventually(async () => {
      await clock.advance(1_000);
      return control.of('RecordHostStrangers').length === 2;
    });
    await looking;
    expect(control.of('RecordHostStrangers').map(({ data }) => data)).toMatchObject([
      { folders: [spec.vmId], processes: [] },
      { folders: [spec.vmId], processes: [stray] },
    ]);
  });
});

describe('a repair', () => {
  const repair = (field: string, to = { vcpus: 1, memory: specOf().memory }) => ({ field, to });

  it('plugs back, takes out, and is safe to ask twice', async () => {
    const { ask, control, spec, world } = await place();
    const guest = world.guest(spec.vmId);
    guest.hardware = { vcpus: 3, memory: spec.memory };
    guest.strange.set('balloon', 'virtio-balloon-pci');
    const { vmId, generation } = spec;
    const request = { operationId: vmId, commandId: vmId };
    for (const field of ['vcpus', 'devices/balloon', 'devices/balloon'])
      await ask('RepairDrift', {
        vmId,
        generation,
        request: { ...request, commandId: specOf().vmId },
        ...repair(field),
      });
    await control.hears('RecordVmDriftRepaired', () => control.of('RecordVmDriftRepaired').length === 3);
    expect(guest.hardware.vcpus).toBe(1);
    expect(guest.strange.size).toBe(0);
  });

  it('that its guest does not follow says so', async () => {
    const { ask, control, spec, world } = await place();
    const guest = world.guest(spec.vmId);
    guest.strange.set('balloon', 'virtio-balloon-pci');
    guest.clings = true;
    const { vmId, generation } = spec;
    await ask('RepairDrift', {
      vmId,
      generation,
      request: { operationId: vmId, commandId: vmId },
      ...repair('devices/balloon'),
    });
    const { data } = await control.hears('RecordVmActionFailed');
    expect(data).toMatchObject({ problem: { code: 'vm.guest-does-not-follow' } });
  });
});
