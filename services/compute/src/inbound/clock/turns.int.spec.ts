/** A control process whose turn to act goes and comes again: at rest it begins nothing, and then takes up what the log asks for. */
import { newId } from '@chronovisor/kernel/ids';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ControlStage, PROCESS, type StagedHost } from '../../../test/control-stage.ts';
import { idsOf } from '../bulk/bulk-stream.ts';

let stage: ControlStage;
let host: StagedHost;

beforeEach(async () => {
  stage = new ControlStage();
  await stage.start();
  host = await stage.joined();
});
afterEach(() => stage.close());

const pass = async (seconds: number): Promise<void> => {
  for (let second = 0; second < seconds; second += 1) {
    host.beat();
    await stage.pass(1);
  }
};
const last = async (vmId: string) => (await stage.types(vmId)).at(-1);
const started = (vmId: string, commandId: string) =>
  stage.send('compute.RecordVmStarted', {
    vmId,
    generation: 1,
    process: PROCESS,
    request: { operationId: commandId, commandId },
  });

it('work for a host waits, and is sent once then', async () => {
  const vmId = await stage.made(host, 'web-1');
  await stage.rest();
  await stage.send('compute.StartVm', { vmId });
  await pass(60);
  expect(host.types).toEqual([]);
  await stage.act();
  expect(host.types).toEqual(['StartVm']);
});

it('work that was under way is asked for no more, and again then', async () => {
  host.answer = () => ({ kind: 'fault', code: 'host.busy', message: 'later', retry: 'later' });
  const vmId = await stage.made(host, 'web-1');
  await stage.send('compute.StartVm', { vmId });
  await pass(5);
  await stage.rest();
  const before = host.types.length;
  await pass(60);
  expect(host.types).toHaveLength(before);
  host.answer = () => ({ kind: 'taken' });
  await stage.act();
  expect(host.types).toHaveLength(before + 1);
});

it('what another process has seen to meanwhile is left alone', async () => {
  const vmId = await stage.made(host, 'web-1');
  const commandId = newId();
  await stage.send('compute.StartVm', { vmId }, { commandId });
  await stage.rest();
  await started(vmId, commandId);
  await stage.act();
  await pass(60);
  expect(host.types).toEqual(['StartVm']);
});

it('a creation stays where it is, and goes on then', async () => {
  await stage.rest();
  const { vmId } = await stage.create(host, 'web-1');
  await pass(60);
  expect(await stage.types(vmId)).toEqual(['VmCreated']);
  await stage.act();
  expect(await last(vmId)).toBe('VmProvisioned');
});

it('a deadline that goes by ends its shutdown then', async () => {
  const vmId = await stage.running(host, 'web-1');
  await stage.send('compute.ShutdownVm', { vmId, timeoutSeconds: 30, force: false });
  await stage.rest();
  await pass(60);
  expect(await last(vmId)).toBe('VmShutdownRequested');
  await stage.act();
  await pass(1);
  expect(await last(vmId)).toBe('VmShutdownFailed');
});

it('an order to many goes on where it stood, with what came in meanwhile, and ends each once', async () => {
  const vmIds = [await stage.made(host, 'one'), await stage.made(host, 'two'), await stage.made(host, 'three')];
  const operationId = newId();
  const idOf = idsOf(operationId);
  const items = vmIds.map((vmId, index) => ({ vmId, name: `vm-${index}` }));
  const order = { type: 'compute.StartVm', data: {} };
  const data = { operationId, action: 'start', order, items, concurrency: 1, onError: 'continue' };
  expect(await stage.send('compute.BeginBulk', data, { commandId: operationId })).toMatchObject({ kind: 'accepted' });
  await stage.rest();
  const [first = '', ...others] = vmIds;
  await started(first, idOf(first));
  const events = () => stage.events(`bulk-${operationId}`);
  const ended = async () => (await events()).filter(({ type }) => type === 'compute.BulkVmsEnded').length;
  expect(await ended()).toBe(0);
  await stage.act();
  expect(await ended()).toBe(1);
  await stage.rest();
  await stage.act();
  for (const vmId of others) await started(vmId, idOf(vmId));
  expect(await ended()).toBe(3);
  expect((await events()).at(-1)?.type).toBe('compute.BulkSucceeded');
  // What was under way is asked for anew, under the same id.
  expect(new Set(host.heard.map(({ meta }) => meta.commandId)).size).toBe(3);
});

it('the silence of a host is not for it to tell', async () => {
  const vmId = await stage.running(host, 'web-1');
  await stage.rest();
  await stage.pass(60);
  expect(await last(vmId)).toBe('VmStarted');
  await stage.act();
  await stage.pass(1);
  expect(await last(vmId)).toBe('VmLost');
});

it('a planned time that comes is run then, and once', async () => {
  const vmId = await stage.made(host, 'web-1');
  const scheduleId = newId();
  const spec = {
    ...{ name: 'night', description: '', action: 'start', timeoutSeconds: 60, force: false, target: { vmIds: [vmId] } },
    ...{ when: { cron: '0 * * * *' }, timeZone: 'UTC', missed: 'skip', overlap: 'skip', concurrency: 1, enabled: true },
  };
  await stage.send('compute.CreateSchedule', { scheduleId, spec });
  const runs = async () =>
    (await stage.events(`schedule-${scheduleId}`)).filter(({ type }) => type === 'compute.ScheduleRunStarted').length;
  await pass(3_590);
  await stage.rest();
  await pass(20);
  expect(await runs()).toBe(0);
  await stage.act();
  await stage.rest();
  await stage.act();
  expect(await runs()).toBe(1);
});
