/** The room that vms have on their host, over everything that may become of them. */
import { DEFAULT_PROJECT } from '@chronovisor/contracts';
import { budgetStream, budgets, createExecutor } from '@chronovisor/event-store';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ControlStage, PROCESS, type StagedHost, TIMEOUT_SECONDS } from '../../../test/control-stage.ts';

const GIB = 1024 ** 3;
const ONE = { vcpus: 1, memory: GIB };
let stage: ControlStage;
let host: StagedHost;

beforeEach(async () => {
  stage = new ControlStage();
  await stage.start();
  host = await stage.joined();
});
afterEach(() => stage.close());

const budget = async () => {
  const stream = budgetStream({ kind: 'host', id: host.facts.hostId });
  return (await createExecutor(stage.store).load({ stream, decider: budgets })).state;
};
const used = async () => (await budget()).used;
const exit = { code: null, signal: 'SIGKILL', reason: 'killed', logTail: '' };

it('is as large as the host says, times the usual', async () =>
  expect((await budget()).limits).toEqual({ vcpus: 2 * 64, memory: 8 * GIB }));

it('is taken from the wish to start until the host says that the vm is off', async () => {
  const vmId = await stage.made(host, 'a');
  expect(await used()).toEqual({});
  await stage.send('compute.StartVm', { vmId });
  expect(await used()).toMatchObject(ONE);
  await stage.send('compute.RecordVmStarted', { vmId, generation: 1, process: PROCESS, request: null });
  await stage.send('compute.PauseVm', { vmId });
  await stage.send('compute.RecordVmPaused', { vmId, generation: 1, reason: 'asked', request: null });
  expect(await used()).toMatchObject(ONE);
  await stage.send('compute.RecordVmCrashed', { vmId, generation: 1, exit, request: null });
  expect(await used()).toEqual({});
});

it('stays taken while the host is silent, and is given back when it says what became of its vms', async () => {
  await stage.running(host, 'a');
  await stage.pass(TIMEOUT_SECONDS + 1);
  expect(await used()).toMatchObject(ONE);
  await stage.report(host, []);
  expect(await used()).toEqual({});
});

it('is taken by what is seen to run, whether there is any or not', async () => {
  await stage.send('compute.UpdateHost', { hostId: host.facts.hostId, changes: { overcommit: { memory: 0.1 } } });
  const vmId = await stage.made(host, 'a');
  expect(await stage.send('compute.StartVm', { vmId })).toMatchObject({ code: 'host.overcommit-exceeded' });
  await stage.send('compute.RecordVmStarted', { vmId, generation: 1, process: PROCESS, request: null });
  expect(await used()).toMatchObject(ONE);
});

it('shrinks with the host, whatever runs on it', async () => {
  await stage.running(host, 'a');
  const capacity = { cpus: 1, memory: GIB / 2 };
  const next = stage.host('h1', { ...host.facts, sessionId: '01900000-0000-7000-8000-00000000abcd', capacity });
  expect(await stage.register(next)).toMatchObject({ kind: 'accepted' });
  expect(await budget()).toMatchObject({ limits: { vcpus: 64, memory: GIB / 2 }, used: ONE });
});

it('of a change that waits is taken of the project at once, and of the host at the next start', async () => {
  const vmId = await stage.running(host, 'a');
  const changes = { memory: 2 * GIB };
  expect(await stage.send('compute.UpdateVm', { vmId, changes, apply: 'next-start' })).toMatchObject({
    kind: 'accepted',
  });
  const project = budgetStream({ kind: 'project', id: DEFAULT_PROJECT });
  const ofProject = (await createExecutor(stage.store).load({ stream: project, decider: budgets })).state;
  expect([ofProject.used, await used()]).toMatchObject([{ vms: 1, memory: 2 * GIB }, ONE]);
  await stage.send('compute.RecordVmCrashed', { vmId, generation: 1, exit, request: null });
  await stage.send('compute.StartVm', { vmId });
  expect(await used()).toMatchObject({ memory: 2 * GIB });
});
