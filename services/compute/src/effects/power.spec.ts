import { describe, expect, it } from 'vitest';
import { newRequest, specOf } from '../../test/asking.ts';
import { fakePlace } from '../../test/fake-host.ts';

const bridged = () =>
  specOf({
    nics: [
      {
        nicId: specOf().vmId as never,
        networkId: specOf().vmId as never,
        kind: 'nat',
        mac: '52:54:00:00:00:01',
        model: 'virtio',
        address: null,
        forwards: [],
      },
    ],
  });

const place = async () => {
  const here = fakePlace();
  const control = here.control();
  const host = await here.startHost();
  return { ...here, control, host };
};

const started = async (spec = specOf()) => {
  const here = await place();
  await here.start(spec);
  await here.control.hears('RecordVmStarted');
  return { ...here, spec };
};

describe('a start', () => {
  it('reports the process, with the request and the trace it came with', async () => {
    const { start, control } = await place();
    const spec = specOf({ generation: 3 });
    const request = newRequest();
    expect(await start(spec, request)).toEqual({ kind: 'taken' });
    const report = await control.hears('RecordVmStarted');
    expect(report.data).toMatchObject({
      vmId: spec.vmId,
      generation: 3,
      process: { pid: expect.any(Number) },
      request,
    });
    expect(report.correlationId).toBe(`trace-of-${request.commandId}`);
  });

  it('asked twice launches once and is reported twice', async () => {
    const { start, control, world } = await place();
    const spec = specOf();
    await Promise.all([start(spec), start(spec)]);
    await control.hears('RecordVmStarted', () => control.of('RecordVmStarted').length === 2);
    expect(world.launches).toBe(1);
  });

  it('delivered twice is taken once', async () => {
    const { start, control, world, settle } = await place();
    const [spec, request] = [specOf(), newRequest()];
    const slow = Promise.withResolvers<void>();
    world.busy = slow.promise;
    await Promise.all([start(spec, request), start(spec, request)]);
    slow.resolve();
    await control.hears('RecordVmStarted');
    await settle();
    expect([world.launches, control.of('RecordVmStarted').length]).toEqual([1, 1]);
  });

  it('of an older generation is refused', async () => {
    const { start, spec } = await started(specOf({ generation: 2 }));
    expect(await start({ ...spec, generation: 1 })).toMatchObject({ kind: 'refusal', code: 'vm.stale-generation' });
  });

  it('of a newer generation does not touch a vm that runs', async () => {
    const { start, spec, control, world } = await started();
    await start({ ...spec, generation: 2 });
    const { data } = await control.hears('RecordVmActionFailed');
    expect(data['problem']).toMatchObject({ code: 'vm.running', hint: 'Stop it first.' });
    expect(world.launches).toBe(1);
  });

  it('that fails says why and leaves no TAP behind', async () => {
    const { start, control, world, nics } = await place();
    world.failing = () => 'could not open disk';
    const request = newRequest();
    await start(bridged(), request);
    const { data } = await control.hears('RecordVmActionFailed');
    expect(data).toMatchObject({
      request,
      problem: { code: 'vm.start-failed', message: expect.stringContaining('could not open disk'), hint: 'Mend it.' },
    });
    expect(nics.standing.size).toBe(0);
  });

  it('without a TAP does not launch', async () => {
    const { start, control, world, nics } = await place();
    nics.broken = 'no bridge';
    await start(bridged());
    expect((await control.hears('RecordVmActionFailed')).data['problem']).toMatchObject({
      code: 'nic.plug-failed',
      message: 'no bridge',
    });
    expect(world.launches).toBe(0);
  });

  it('that was carried out by a host process that died since is not carried out again, though the vm has ended', async () => {
    const { start, control, world, host, startHost, spec } = await started();
    await host.die();
    world.guest(spec.vmId).powerOff();
    control.heard.length = 0;
    await startHost();
    const request = newRequest();
    await start(spec, request);
    await control.hears('RecordVmStopped');
    expect(control.order).toEqual(['RecordVmStarted', 'RecordVmStopped']);
    expect(world.launches).toBe(1);
  });
});

describe('the end of a vm', () => {
  it('by its guest during a shutdown fulfils the shutdown', async () => {
    const { power, spec, control } = await started();
    const request = newRequest();
    await power('ShutdownVm', spec, request);
    expect((await control.hears('RecordVmStopped')).data).toMatchObject({
      reason: 'guest-shutdown',
      request,
      generation: 1,
    });
  });

  it('by a stop over a shutdown that the guest ignored fulfils the stop', async () => {
    const { power, spec, control, world, settle } = await started();
    world.guest(spec.vmId).obeysPowerButton = false;
    await power('ShutdownVm', spec);
    await settle();
    expect(control.order).toEqual(['RecordVmStarted']);
    const request = newRequest();
    await power('StopVm', spec, request);
    expect((await control.hears('RecordVmStopped')).data).toMatchObject({ reason: 'stop-requested', request });
  });

  it('that hangs is a stop all the same', async () => {
    const { power, spec, control, world } = await started();
    world.guest(spec.vmId).hangs = true;
    await power('StopVm', spec);
    expect((await control.hears('RecordVmStopped')).data).toMatchObject({ exit: { signal: 'SIGKILL' } });
  });

  it('by nobody is news', async () => {
    const { spec, control, world } = await started();
    world.guest(spec.vmId).powerOff();
    expect((await control.hears('RecordVmStopped')).data).toMatchObject({ reason: 'guest-shutdown', request: null });
  });

  it('by a signal is a crash, is cleared up, and a start works at once', async () => {
    const { spec, control, world, nics, start } = await started(bridged());
    expect(nics.standing.size).toBe(1);
    world.guest(spec.vmId).kill();
    await start({ ...spec, generation: 2 });
    const crash = await control.hears('RecordVmCrashed');
    expect(crash.data).toMatchObject({ exit: { code: null, signal: 'SIGKILL' }, request: null });
    await control.hears('RecordVmStarted', ({ data }) => data['generation'] === 2);
    expect(nics.standing.size).toBe(1);
  });

  it('removes its TAPs', async () => {
    const { spec, control, world, nics, host } = await started(bridged());
    world.guest(spec.vmId).kill();
    await control.hears('RecordVmCrashed');
    await host.register.get(spec.vmId).idle();
    expect(nics.standing.size).toBe(0);
    expect(world.vms.get(spec.vmId)?.tidy).toBe(true);
  });

  it('is told again when a stop comes too late', async () => {
    const { power, spec, control, world } = await started();
    world.guest(spec.vmId).powerOff();
    await control.hears('RecordVmStopped');
    const request = newRequest();
    await power('StopVm', spec, request);
    expect((await control.hears('RecordVmStopped', ({ data }) => data.request !== null)).data).toMatchObject({
      request,
      reason: 'guest-shutdown',
    });
  });
});

describe('a start that waits behind a stop', () => {
  it('keeps its sockets and TAPs when the end before it is cleared up', async () => {
    const spec = bridged();
    const { power, start, control, world, nics, host } = await started(spec);
    world.guest(spec.vmId).hangs = true;
    await power('StopVm', spec);
    await start({ ...spec, generation: 2 });
    await control.hears('RecordVmStarted', ({ data }) => data['generation'] === 2);
    await host.register.get(spec.vmId).idle();
    expect(nics.standing.has(spec.vmId)).toBe(true);
    expect(world.vms.get(spec.vmId)?.tidy).toBe(false);
    expect(control.order).toEqual(['RecordVmStarted', 'RecordVmStopped', 'RecordVmStarted']);
    expect(control.of('RecordVmStopped')[0]?.data).toMatchObject({ generation: 1, request: expect.anything() });
  });
});

describe('pause and resume', () => {
  it('are told once each, with their requests', async () => {
    const { power, spec, control, settle } = await started();
    const [pause, resume] = [newRequest(), newRequest()];
    await power('PauseVm', spec, pause);
    await power('ResumeVm', spec, resume);
    await control.hears('RecordVmResumed');
    await settle();
    expect(control.order).toEqual(['RecordVmStarted', 'RecordVmPaused', 'RecordVmResumed']);
    expect(control.of('RecordVmPaused')[0]?.data).toMatchObject({ request: pause, reason: 'requested' });
    expect(control.of('RecordVmResumed')[0]?.data.request).toEqual(resume);
  });

  it('asked twice answer twice', async () => {
    const { power, spec, control } = await started();
    await power('PauseVm', spec);
    await power('PauseVm', spec);
    await control.hears('RecordVmPaused', () => control.of('RecordVmPaused').length === 2);
    expect(new Set(control.of('RecordVmPaused').map(({ commandId }) => commandId)).size).toBe(2);
  });

  it('by a failed disk is told with its reason', async () => {
    const { spec, control, world } = await started();
    world.guest(spec.vmId).ioError(true);
    expect((await control.hears('RecordVmPaused')).data).toMatchObject({ reason: 'io-error', request: null });
  });

  it('of a vm that is off fail', async () => {
    const { power, control } = await place();
    await power('PauseVm', specOf());
    expect((await control.hears('RecordVmActionFailed')).data['problem']).toMatchObject({ code: 'vm.not-running' });
  });
});

describe('a reset', () => {
  it('sent twice is one reset', async () => {
    const { power, spec, control, world, host, startHost } = await started();
    const request = newRequest();
    await power('ResetVm', spec, request);
    await control.hears('RecordVmReset');
    await host.die();
    await startHost();
    await power('ResetVm', spec, request);
    await control.hears('RecordVmReset', () => control.of('RecordVmReset').length === 2);
    expect(world.guest(spec.vmId).resets).toBe(1);
  });

  it('by the guest is told as such', async () => {
    const { spec, control, world } = await started();
    world.guest(spec.vmId).reset('guest');
    expect((await control.hears('RecordVmReset')).data).toMatchObject({ by: 'guest', request: null });
  });
});

describe('a removal', () => {
  it('is refused while the vm runs', async () => {
    const { remove, spec, world } = await started();
    expect(await remove(spec.vmId)).toMatchObject({ kind: 'refusal', code: 'vm.running' });
    expect(world.vms.has(spec.vmId)).toBe(true);
  });

  it('leaves nothing, and can be repeated', async () => {
    const { remove, power, spec, control, world } = await started();
    await power('StopVm', spec);
    await control.hears('RecordVmStopped');
    expect(await remove(spec.vmId)).toEqual({ kind: 'taken' });
    expect(await remove(spec.vmId)).toEqual({ kind: 'taken' });
    await control.hears('RecordVmRemoved', () => control.of('RecordVmRemoved').length === 2);
    expect(world.vms.has(spec.vmId)).toBe(false);
  });
});

describe('commands of one vm', () => {
  it('do not overtake each other', async () => {
    const { start, power, control } = await place();
    const spec = specOf();
    await Promise.all([start(spec), power('PauseVm', spec), power('ResumeVm', spec), power('StopVm', spec)]);
    await control.hears('RecordVmStopped');
    expect(control.order).toEqual(['RecordVmStarted', 'RecordVmPaused', 'RecordVmResumed', 'RecordVmStopped']);
  });

  it('meant for an earlier launch do nothing to a later one', async () => {
    const { start, power, control, world } = await place();
    const spec = specOf({ generation: 2 });
    const slow = Promise.withResolvers<void>();
    world.busy = slow.promise;
    await Promise.all([start(spec), power('StopVm', { vmId: spec.vmId, generation: 1 })]);
    slow.resolve();
    expect((await control.hears('RecordVmActionFailed')).data['problem']).toMatchObject({
      code: 'vm.stale-generation',
    });
    expect(world.guest(spec.vmId).alive).toBe(true);
  });
});
