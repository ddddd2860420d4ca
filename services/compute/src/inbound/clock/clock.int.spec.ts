/** What time and a host's "no" bring about by themselves, also over a restart of control. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ControlStage, type StagedHost } from '../../../test/control-stage.ts';

let stage: ControlStage;
let host: StagedHost;
let vmId: string;

beforeEach(async () => {
  stage = new ControlStage();
  await stage.start();
  host = await stage.joined();
  vmId = await stage.running(host, 'web-1');
});
afterEach(() => stage.close());

/** Time passes for a host whose heart beats. */
const pass = async (seconds: number): Promise<void> => {
  for (let second = 0; second < seconds; second += 1) {
    host.beat();
    await stage.pass(1);
  }
};
const shutdown = (force = false) => stage.send('compute.ShutdownVm', { vmId, timeoutSeconds: 60, force });
const last = async () => (await stage.types(vmId)).at(-1);

describe('a shutdown', () => {
  it('ends by its deadline, and not before', async () => {
    await shutdown();
    await pass(59);
    expect(await last()).toBe('VmShutdownRequested');
    await pass(2);
    expect(await last()).toBe('VmShutdownFailed');
    expect(await stage.vm(vmId)).toMatchObject({ status: 'running', operation: null });
  });

  it('becomes a stop by its deadline where force was asked for', async () => {
    const reply = await shutdown(true);
    await pass(61);
    const [, , , , , asked] = await stage.events(`vm-${vmId}`);
    expect(await last()).toBe('VmStopRequested');
    expect(asked?.data).toMatchObject({ request: { commandId: reply.kind === 'accepted' ? reply.awaits : null } });
    const heard = host.heard.length;
    expect(host.types.at(-1)).toBe('StopVm');
    await pass(65);
    expect(new Set(host.types.slice(heard))).toEqual(new Set(['StopVm']));
  });

  it('keeps its deadline over a restart of control', async () => {
    await shutdown();
    await pass(30);
    await stage.stop();
    await stage.clock.advance(20_000);
    await stage.start();
    await pass(5);
    expect(await last()).toBe('VmShutdownRequested');
    await pass(6);
    expect(await last()).toBe('VmShutdownFailed');
  });

  it('that ran out while control was away ends at its start', async () => {
    await shutdown();
    await stage.stop();
    await stage.clock.advance(120_000);
    await stage.start();
    await stage.pass(0);
    expect(await last()).toBe('VmShutdownFailed');
  });

  it('that the guest obeys has no deadline any more', async () => {
    await shutdown(true);
    await stage.send('compute.RecordVmStopped', {
      vmId,
      generation: 1,
      reason: 'guest-shutdown',
      exit: null,
      request: null,
    });
    await pass(70);
    expect(await last()).toBe('VmStopped');
    expect(host.types).toEqual(['StartVm', 'ShutdownVm']);
  });

  it('that was given up has none either', async () => {
    const reply = await shutdown();
    const operationId = reply.kind === 'accepted' ? reply.operationId : null;
    expect(await stage.send('compute.CancelVmOperation', { vmId, operationId })).toMatchObject({ kind: 'accepted' });
    await pass(70);
    expect(await last()).toBe('VmOperationCancelled');
  });
});

describe('work that a host refuses', () => {
  it('ends with its reason', async () => {
    host.answer = () => ({ kind: 'refusal', code: 'vm.stale-generation', message: 'newer', hint: 'Ask again.' });
    await stage.send('compute.PauseVm', { vmId });
    const [failed] = (await stage.events(`vm-${vmId}`)).slice(-1);
    expect(failed).toMatchObject({
      type: 'compute.VmPauseFailed',
      data: { problem: { code: 'vm.stale-generation', message: 'newer', hint: 'Ask again.' } },
    });
    expect(await stage.vm(vmId)).toMatchObject({ status: 'running', operation: null, work: null });
    await pass(60);
    expect(host.types).toEqual(['StartVm', 'PauseVm']);
  });

  it('ends also where it is about files', async () => {
    await stage.send('compute.RecordVmCrashed', {
      vmId,
      generation: 1,
      exit: { code: 1, signal: null, reason: 'x', logTail: '' },
      request: null,
    });
    host.answer = () => ({ kind: 'fault', code: 'host.read-only', message: 'the disk is read-only', retry: 'never' });
    await stage.send('compute.DeleteVm', { vmId, volumes: 'keep', force: false });
    await pass(120);
    expect(await stage.types(vmId)).toEqual(expect.arrayContaining(['VmFilesRemovalFailed', 'VmDeleteFailed']));
    expect(await stage.vm(vmId)).toMatchObject({ kind: 'present', operation: null, work: null });
  });

  it('is asked again when it only came at a bad time', async () => {
    host.answer = () => ({ kind: 'fault', code: 'host.busy', message: 'later', retry: 'later' });
    await stage.send('compute.PauseVm', { vmId });
    expect(await last()).toBe('VmPauseRequested');
    host.answer = () => ({ kind: 'taken' });
    await pass(10);
    expect(host.types.filter((type) => type === 'PauseVm').length).toBeGreaterThan(1);
  });
});

describe('the silence of a host', () => {
  it('is not held against it after control itself was frozen, and counts anew from there', async () => {
    host.beat();
    await stage.pass(1);
    stage.clock.jump(60_000);
    await stage.pass(1);
    expect(await stage.vm(vmId)).toMatchObject({ status: 'running' });
    expect(await last()).toBe('VmStarted');
    await stage.pass(60);
    expect(await last()).toBe('VmLost');
  });
});
