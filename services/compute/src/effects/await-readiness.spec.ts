import type { LaunchSpec } from '@chronovisor/contracts';
import { describe, expect, it } from 'vitest';
import { newRequest, specOf } from '../../test/asking.ts';
import { fakePlace } from '../../test/fake-host.ts';

const nic = {
  nicId: '01900000-0000-7000-8000-0000000000aa',
  networkId: '01900000-0000-7000-8000-0000000000ab',
  kind: 'nat',
  mac: '52:54:00:00:00:01',
  model: 'virtio',
  address: '10.0.0.2',
  forwards: [],
} as unknown as LaunchSpec['nics'][number];

const running = async (over: Partial<LaunchSpec> = {}) => {
  const here = fakePlace();
  const control = here.control();
  const host = await here.startHost();
  const spec = specOf(over);
  await here.start(spec);
  await control.hears('RecordVmStarted');
  const wait = (until: object, request = newRequest(), generation = 1) =>
    here.ask('AwaitReadiness', { vmId: spec.vmId, generation, until, timeoutSeconds: 600, request }, request);
  const pass = async (ms: number) => {
    await here.clock.advance(ms);
    await here.settle();
  };
  const outcome = (problem: object | null) =>
    control.hears('RecordReadiness', ({ data }) =>
      problem === null ? data['problem'] === null : data['problem'] !== null,
    );
  return { ...here, control, host, spec, wait, pass, outcome, guest: here.world.guest(spec.vmId) };
};

const ready = { type: 'ready' };

describe('a guest that is waited for', () => {
  it('is ready when it says so', async () => {
    const { wait, pass, guest, control, outcome } = await running();
    expect(await wait(ready)).toEqual({ kind: 'taken' });
    await pass(1_000);
    expect(control.of('RecordReadiness')).toEqual([]);
    guest.print('@@REA');
    guest.print('DY up=1\n');
    await pass(1_000);
    await outcome(null);
  });

  it('was ready before anybody waited', async () => {
    const { wait, guest, outcome } = await running();
    guest.print('@@READY\n');
    expect(await wait(ready)).toEqual({ kind: 'taken' });
    await outcome(null);
  });

  it('is not ready because it was so in an earlier launch', async () => {
    const { wait, pass, start, spec, guest, control, world, outcome } = await running();
    guest.print('@@READY\n');
    guest.powerOff();
    await control.hears('RecordVmStopped');
    await start({ ...spec, generation: 2 });
    await control.hears('RecordVmStarted', ({ data }) => data['generation'] === 2);
    await wait(ready, newRequest(), 2);
    await pass(2_000);
    expect(control.of('RecordReadiness')).toEqual([]);
    world.guest(spec.vmId).print('@@READY\n');
    await pass(500);
    await outcome(null);
  });

  it('says what its owner chose', async () => {
    const { wait, pass, guest, control, outcome } = await running();
    await wait({ type: 'ready', pattern: 'accepts * connections' });
    guest.print('@@READY\n');
    await pass(1_000);
    expect(control.of('RecordReadiness')).toEqual([]);
    guest.print('database accepts 100 connections now\n');
    await pass(500);
    await outcome(null);
  });

  it('answers on its port', async () => {
    const { wait, pass, guest, control, outcome } = await running({ nics: [nic] });
    await wait({ type: 'port', port: 5432 });
    await pass(1_000);
    expect(control.of('RecordReadiness')).toEqual([]);
    guest.openPorts.add(5432);
    await pass(500);
    await outcome(null);
  });

  it('cannot answer where no way leads to it', async () => {
    const { wait, outcome } = await running();
    await wait({ type: 'port', port: 5432 });
    expect((await outcome({})).data['problem']).toMatchObject({ code: 'readiness.no-address' });
  });

  it('that has run for long enough is there', async () => {
    const { wait, guest, outcome, pass, control } = await running();
    await wait({ type: 'delay', seconds: 30 });
    await pass(1_000);
    expect(control.of('RecordReadiness')).toEqual([]);
    guest.bornAt -= 30_000;
    await pass(500);
    await outcome(null);
  });

  it('that does not run is not waited for', async () => {
    const { wait, guest, control, outcome } = await running();
    guest.kill();
    await control.hears('RecordVmCrashed');
    await wait(ready);
    expect((await outcome({})).data['problem']).toMatchObject({ code: 'vm.not-running' });
  });

  it('whose end is told needs no second word', async () => {
    const { wait, pass, guest, control } = await running();
    await wait(ready);
    guest.kill();
    await control.hears('RecordVmCrashed');
    await pass(1_000);
    expect(control.of('RecordReadiness')).toEqual([]);
  });
});

describe('a wait that comes twice', () => {
  it('is watched once', async () => {
    const { wait, pass, guest, control, outcome } = await running();
    const request = newRequest();
    await wait(ready, request);
    await wait(ready, request);
    guest.print('@@READY\n');
    await pass(1_000);
    await outcome(null);
    await pass(1_000);
    expect(control.of('RecordReadiness')).toHaveLength(1);
  });

  it('goes on in the next host process', async () => {
    const { wait, pass, spec, host, startHost, world, control, outcome } = await running();
    const request = newRequest();
    await wait(ready, request);
    await host.die();
    world.guest(spec.vmId).print('@@READY\n');
    await pass(1_000);
    expect(control.of('RecordReadiness')).toEqual([]);
    await startHost();
    await wait(ready, request);
    expect((await outcome(null)).data).toMatchObject({ request });
  });
});
