import type { LaunchSpec } from '@chronovisor/contracts';
import { describe, expect, it } from 'vitest';
import { specOf } from '../../test/asking.ts';
import { fakePlace } from '../../test/fake-host.ts';

const running = async (count = 1) => {
  const here = fakePlace();
  const control = here.control();
  const host = await here.startHost();
  const specs = Array.from({ length: count }, () => specOf());
  await Promise.all(specs.map((spec) => here.start(spec)));
  await control.hears('RecordVmStarted', () => control.of('RecordVmStarted').length === count);
  return { ...here, control, host, specs, spec: specs[0] as (typeof specs)[number] };
};

const lastReport = (control: Awaited<ReturnType<typeof running>>['control']) =>
  control.of('RecordHostReport').at(-1)?.data as { vms: Record<string, unknown>[] } | undefined;

describe('a host process that comes back', () => {
  it('says who it is, then everything it sees', async () => {
    const { control, host, startHost, specs } = await running(3);
    await host.die();
    control.heard.length = 0;
    await startHost();
    await control.hears('RecordHostReport');
    expect(control.heard.map(({ type }) => type)).toEqual(['compute.RegisterHost', 'compute.RecordHostReport']);
    const vms = lastReport(control)?.vms ?? [];
    expect(vms).toHaveLength(3);
    expect(new Set(vms.map(({ vmId }) => vmId))).toEqual(new Set(specs.map(({ vmId }) => vmId)));
    expect(vms[0]).toMatchObject({ observed: 'running', generation: 1, process: { accelerator: 'sim' }, exit: null });
  });

  it('goes on hearing what its vms say', async () => {
    const { control, host, startHost, spec, world } = await running();
    await host.die();
    await startHost();
    world.guest(spec.vmId).kill();
    expect((await control.hears('RecordVmCrashed')).data).toMatchObject({ exit: { signal: 'SIGKILL' } });
  });

  it('tells how a vm ended meanwhile, and only until control knows', async () => {
    const { control, host, startHost, spec, world } = await running();
    await host.die();
    world.guest(spec.vmId).kill();
    const second = await startHost();
    await control.hears('RecordHostReport', () => control.of('RecordHostReport').length === 2);
    expect(lastReport(control)?.vms[0]).toMatchObject({ observed: 'off', clean: false, exit: { signal: 'SIGKILL' } });
    await second.register.gate.passed();
    await second.die();
    await startHost();
    await control.hears('RecordHostReport', () => control.of('RecordHostReport').length === 3);
    expect(lastReport(control)?.vms[0]).toMatchObject({ observed: 'off', clean: null, exit: null });
  });

  it('finds a paused vm paused', async () => {
    const { control, host, startHost, spec, power } = await running();
    await power('PauseVm', spec);
    await control.hears('RecordVmPaused');
    await host.die();
    await startHost();
    await control.hears('RecordHostReport', () => control.of('RecordHostReport').length === 2);
    expect(lastReport(control)?.vms[0]).toMatchObject({ observed: 'paused' });
  });

  it('sweeps the TAPs of vms that ended meanwhile', async () => {
    const { host, startHost, spec, world, nics } = await running();
    nics.standing.set(spec.vmId, []);
    await host.die();
    world.guest(spec.vmId).kill();
    await startHost();
    expect(nics.standing.size).toBe(0);
  });
});

const bridged = (number: number): LaunchSpec['nics'][number] =>
  ({
    nicId: `01990000-0000-7000-8000-00000000000${number}`,
    networkId: '01990000-0000-7000-8000-0000000000ff',
    kind: 'nat',
    mac: `52:54:00:00:00:0${number}`,
    model: 'virtio',
    address: null,
    forwards: [],
  }) as never;

describe('TAPs that cannot be removed when their vm ends', () => {
  const onBridge = async () => {
    const here = fakePlace();
    const control = here.control();
    const host = await here.startHost();
    const spec = specOf({ nics: [bridged(1)] });
    await here.start(spec);
    await control.hears('RecordVmStarted');
    expect(here.nics.standing.size).toBe(1);
    return { ...here, control, host, spec };
  };

  it('go as soon as they can be, and those of vms that start meanwhile stay', async () => {
    const { control, spec, world, nics, clock, start } = await onBridge();
    nics.stuck = 'the bus is away';
    world.guest(spec.vmId).kill();
    await control.hears('RecordVmCrashed');
    const other = specOf({ nics: [bridged(2)] });
    await start(other);
    await control.hears('RecordVmStarted', () => control.of('RecordVmStarted').length === 2);
    await clock.advance(20_000);
    expect(nics.standing.size).toBe(2);
    nics.stuck = null;
    await clock.advance(20_000);
    expect([...nics.standing.keys()]).toEqual([other.vmId]);
  });

  it('go also when the first look of a new host process finds nobody to ask', async () => {
    const { host, startHost, spec, world, nics, clock } = await onBridge();
    await host.die();
    world.guest(spec.vmId).kill();
    nics.stuck = 'the bus is away';
    await startHost();
    expect(nics.standing.size).toBe(1);
    nics.stuck = null;
    await clock.advance(20_000);
    expect(nics.standing.size).toBe(0);
  });
});

describe('while control is away', () => {
  it('reports wait, keep their order, and arrive', async () => {
    const { control, start, power, clock, specs } = await running();
    const taken = control.answer;
    control.answer = () => ({ kind: 'fault', code: 'bus.no-responders', message: 'away', retry: 'later' });
    const spec = specOf();
    await start(spec);
    await power('PauseVm', spec);
    await power('StopVm', spec);
    await clock.advance(30_000);
    expect(control.order).toHaveLength(specs.length);
    control.answer = taken;
    await clock.advance(30_000);
    await control.hears('RecordVmStopped');
    expect(control.order.slice(specs.length)).toEqual(['RecordVmStarted', 'RecordVmPaused', 'RecordVmStopped']);
  });

  it('a guest that resets over and over is told of a few times at most', async () => {
    const { control, world, clock, spec, settle } = await running();
    const taken = control.answer;
    control.answer = () => ({ kind: 'fault', code: 'bus.no-responders', message: 'away', retry: 'later' });
    for (let count = 0; count < 100; count += 1) world.guest(spec.vmId).reset('guest');
    await settle();
    control.answer = taken;
    await clock.advance(30_000);
    await control.hears('RecordVmReset');
    expect(control.of('RecordVmReset').length).toBeLessThan(5);
  });
});

describe('when the bus comes back', () => {
  it('the host announces itself again', async () => {
    const { control, host, clock } = await running();
    host.bus.disconnect();
    host.bus.reconnect();
    await clock.advance(1_000);
    await control.hears('RecordHostReport', () => control.of('RecordHostReport').length === 2);
    expect(control.of('RegisterHost')).toHaveLength(2);
  });
});

describe('the report of the whole host', () => {
  it('is sent again when control asks', async () => {
    const { control, ask } = await running();
    expect(await ask('ReportAll', {})).toEqual({ kind: 'result', result: null });
    await control.hears('RecordHostReport', () => control.of('RecordHostReport').length === 2);
  });

  it('is never overtaken by what happens after its picture was taken', async () => {
    const { control, ask, start, clock, settle } = await running();
    const taken = control.answer;
    control.answer = (command) =>
      command.type === 'compute.RecordHostReport'
        ? { kind: 'fault', code: 'bus.timeout', message: 'slow', retry: 'later' }
        : taken(command);
    await ask('ReportAll', {});
    await settle();
    await start(specOf());
    await settle();
    expect(control.of('RecordVmStarted')).toHaveLength(1);
    control.answer = taken;
    await clock.advance(1_000);
    await control.hears('RecordVmStarted', () => control.of('RecordVmStarted').length === 2);
    expect(control.heard.at(-2)?.type).toBe('compute.RecordHostReport');
  });

  it('that is refused is tried again with the announcement', async () => {
    const here = fakePlace();
    const control = here.control();
    const taken = control.answer;
    control.answer = () => ({ kind: 'refusal', code: 'host.name-taken', message: 'another host has this name' });
    await here.startHost();
    await here.settle();
    control.answer = taken;
    await here.clock.advance(6_000);
    expect(await control.hears('RecordHostReport')).toMatchObject({ data: { hostId: here.hostId, vms: [] } });
  });
});
