/** Waits for vms behind compute's door: who ends them, and when. */
import { newId } from '@chronovisor/kernel/ids';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ControlStage, PROCESS, type StagedHost } from '../../../test/control-stage.ts';

let stage: ControlStage;
let host: StagedHost;
let vmId: string;

beforeEach(async () => {
  stage = new ControlStage();
  await stage.start();
  host = await stage.joined();
  vmId = await stage.running(host, 'db');
});
afterEach(() => stage.close());

const wait = (until: object = { type: 'ready' }, id = newId()) =>
  stage
    .send('compute.AwaitReadiness', { vmId, until, timeoutSeconds: 60 }, { commandId: id })
    .then((reply) => ({ id, reply }));
const types = async (id: string) =>
  (await stage.events(`readiness-${id}`)).map(({ type }) => type.replace('compute.Readiness', ''));
const problem = async (id: string) => (await stage.events(`readiness-${id}`)).at(-1)?.data;
const report = (id: string, failed: object | null = null) =>
  stage.send('compute.RecordReadiness', { vmId, problem: failed, request: { operationId: id, commandId: id } });
const pass = async (seconds: number) => {
  for (let left = seconds; left > 0; left -= 5) {
    host.beat();
    await stage.pass(Math.min(5, left));
  }
};
const asked = () => host.heard.filter(({ type }) => type === 'compute.AwaitReadiness');

describe('a wait for a vm', () => {
  it('is its host’s work until it says so', async () => {
    const { id, reply } = await wait();
    expect(reply).toMatchObject({ kind: 'accepted', awaits: id, operationId: id });
    expect(asked()).toMatchObject([{ data: { vmId, generation: 1, until: { type: 'ready' }, timeoutSeconds: 60 } }]);
    await report(id);
    await report(id);
    expect(await types(id)).toEqual(['Awaited', 'Reached']);
    await pass(65);
    expect(await types(id)).toEqual(['Awaited', 'Reached']);
  });

  it('is told once, however often it is asked for', async () => {
    const { id } = await wait();
    expect((await wait(undefined, id)).reply).toMatchObject({ awaits: id, duplicate: true });
    expect(await types(id)).toEqual(['Awaited']);
  });

  it('for nothing but that it runs asks no host', async () => {
    const { id, reply } = await wait({ type: 'running' });
    expect(reply).toMatchObject({ kind: 'accepted', awaits: null });
    expect(await types(id)).toEqual(['Awaited', 'Reached']);
    expect(asked()).toEqual([]);
  });

  it('is refused while the vm is off', async () => {
    await stage.send('compute.StopVm', { vmId });
    await stage.send('compute.RecordVmStopped', {
      vmId,
      generation: 1,
      reason: 'stop-requested',
      exit: null,
      request: null,
    });
    expect((await wait()).reply).toMatchObject({ code: 'vm.not-running' });
  });

  it('ends when its time is over, whoever is away', async () => {
    const { id } = await wait();
    await pass(55);
    expect(await types(id)).toEqual(['Awaited']);
    await pass(10);
    expect(await types(id)).toEqual(['Awaited', 'Failed']);
    expect(await problem(id)).toMatchObject({ problem: { code: 'readiness.timeout' } });
  });

  it('keeps its time over a restart of control', async () => {
    const { id } = await wait();
    await pass(30);
    await stage.stop();
    await stage.clock.advance(20_000);
    await stage.start();
    await pass(5);
    expect(await types(id)).toEqual(['Awaited']);
    await pass(10);
    expect(await types(id)).toEqual(['Awaited', 'Failed']);
  });

  it('lasts no longer and no shorter when the clock of the wall jumps', async () => {
    const [{ id: back }, { id: forth }] = [await wait(), await wait()];
    stage.clock.jump(-3_600_000);
    await pass(55);
    stage.clock.jump(7_200_000);
    expect([await types(back), await types(forth)]).toEqual([['Awaited'], ['Awaited']]);
    await pass(10);
    expect([await types(back), await types(forth)]).toEqual([
      ['Awaited', 'Failed'],
      ['Awaited', 'Failed'],
    ]);
  });

  it('ends with its vm', async () => {
    const { id } = await wait();
    const exit = { code: null, signal: 'SIGKILL', reason: 'killed', logTail: '' };
    await stage.send('compute.RecordVmCrashed', { vmId, generation: 1, exit, request: null });
    expect(await types(id)).toEqual(['Awaited', 'Failed']);
    expect(await problem(id)).toMatchObject({ problem: { code: 'readiness.vm-ended' } });
  });

  it('ends with its vm though control dies between the two', async () => {
    const { id } = await wait();
    await stage.stop();
    const data = { vmId, reason: 'while-away', exit: null, request: null };
    const { revision } = (await stage.events(`vm-${vmId}`)).at(-1) ?? { revision: -1 };
    const stopped = { type: 'compute.VmStopped', version: 1, data: data as never, meta: {} };
    await stage.store.append({
      id: newId(),
      writes: [{ stream: `vm-${vmId}`, expected: revision, events: [stopped] }],
    });
    await stage.start();
    await pass(5);
    expect(await types(id)).toEqual(['Awaited', 'Failed']);
  });

  it('is asked of its host again when that comes back', async () => {
    host.answer = () => ({ kind: 'fault', code: 'bus.no-responders', message: 'nobody', retry: 'later' });
    const { id } = await wait();
    host.answer = () => ({ kind: 'taken' });
    const before = asked().length;
    host.facts = { ...host.facts, sessionId: newId() };
    await stage.register(host);
    await stage.report(host, [{ vmId: vmId as never, observed: 'running', process: PROCESS }]);
    expect(asked().length).toBe(before + 1);
    await report(id);
    expect(await types(id)).toEqual(['Awaited', 'Reached']);
  });

  it('fails when its host will not', async () => {
    host.answer = () => ({ kind: 'refusal', code: 'message.invalid', message: 'what is that?' });
    const { id } = await wait();
    await stage.quiet();
    expect(await types(id)).toEqual(['Awaited', 'Failed']);
  });

  it('is given up on request, and not twice', async () => {
    const { id } = await wait();
    expect(await stage.send('compute.CancelReadiness', { operationId: id })).toMatchObject({ kind: 'accepted' });
    expect(await types(id)).toEqual(['Awaited', 'Cancelled']);
    expect(await stage.send('compute.CancelReadiness', { operationId: id })).toMatchObject({ code: 'operation.ended' });
  });
});
