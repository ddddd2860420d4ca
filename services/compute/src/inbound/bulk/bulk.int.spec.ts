/** Orders to many vms behind compute's door: waits between them, restarts of control, two controls at once. */
import { createExecutor } from '@chronovisor/event-store';
import { newId } from '@chronovisor/kernel/ids';
import { createLogger } from '@chronovisor/telemetry';
import { followLog } from '@chronovisor/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ControlStage, PROCESS, type StagedHost } from '../../../test/control-stage.ts';
import { BulkRunner } from './bulk-runner.ts';
import { idsOf } from './bulk-stream.ts';

let stage: ControlStage;
let host: StagedHost;
let vms: Readonly<Record<string, string>>;

beforeEach(async () => {
  stage = new ControlStage();
  await stage.start();
  host = await stage.joined();
  const made: Record<string, string> = {};
  for (const name of ['db', 'app', 'web', 'mail']) made[name] = await stage.made(host, name);
  vms = made;
});
afterEach(() => stage.close());

const idOf = (name: string): string => vms[name] as string;
const operationId = newId();
const until = { type: 'ready' };
const after = (name: string, how: object = until) => [{ vmId: idOf(name), until: how, timeoutSeconds: 60 }];
const begin = (items: readonly object[], over: object = {}) =>
  stage.send(
    'compute.BeginBulk',
    {
      ...{ operationId, action: 'start', order: { type: 'compute.StartVm', data: {} }, items },
      ...{ concurrency: 10, onError: 'continue', ...over },
    },
    { commandId: operationId },
  );
const item = (name: string, more: object = {}) => ({ vmId: idOf(name), name, ...more });
const types = async () =>
  (await stage.events(`bulk-${operationId}`)).map(({ type }) => type.replace('compute.Bulk', ''));
const last = async () => (await stage.events(`bulk-${operationId}`)).at(-1);
const started = (name: string) =>
  stage.send('compute.RecordVmStarted', {
    vmId: idOf(name),
    generation: 1,
    process: PROCESS,
    request: requestFor(name),
  });
const requestFor = (name: string) => {
  const commandId = idsOf(operationId)(idOf(name));
  return { operationId: commandId, commandId };
};
const requestOf = (message: { readonly data: unknown } | undefined): unknown =>
  (message?.data as { readonly request: object } | undefined)?.request;
/** What the host was told to start, by name. */
const starts = () =>
  host.heard
    .filter(({ type }) => type === 'compute.StartVm')
    .map(({ data }) => Object.keys(vms).find((name) => vms[name] === (data as { vmId: string }).vmId));

describe('vms that wait for others', () => {
  it('are started once the other says that it is ready', async () => {
    await begin([item('web', { after: after('db') }), item('db'), item('mail')]);
    expect(starts()).toEqual(['db', 'mail']);
    await started('db');
    const [watch] = host.heard.filter(({ type }) => type === 'compute.AwaitReadiness');
    expect(watch?.data).toMatchObject({ vmId: idOf('db'), until: { type: 'ready' } });
    expect(starts()).toEqual(['db', 'mail']);
    await stage.send('compute.RecordReadiness', { vmId: idOf('db'), problem: null, request: requestOf(watch) });
    expect(starts()).toEqual(['db', 'mail', 'web']);
    await started('mail');
    await started('web');
    expect((await last())?.type).toBe('compute.BulkSucceeded');
  });

  it('are left out when the other is not ready in time, and the rest goes on', async () => {
    await begin([item('web', { after: after('db') }), item('db'), item('mail')]);
    await started('db');
    for (let seconds = 0; seconds < 65; seconds += 5) {
      host.beat();
      await stage.pass(5);
    }
    expect(starts()).not.toContain('web');
    await started('mail');
    expect((await last())?.data).toMatchObject({ problem: { message: 'of 3 vms 2 done, 1 left out' } });
  });

  it('are started at once where the other runs already, and that is enough', async () => {
    const running = await stage.running(host, 'cache');
    vms = { ...vms, cache: running };
    await begin([item('web', { after: after('cache', { type: 'running' }) }), item('cache')]);
    expect(starts().at(-1)).toBe('web');
  });
});

describe('an order that cannot be read', () => {
  it.each([
    ['no command', { order: { type: 'compute.ExplodeVm', data: {} } }],
    ['wrong data', { order: { type: 'compute.ShutdownVm', data: { timeoutSeconds: 'long' } } }],
  ])('is refused before anything is sent: %s', async (_what, over) => {
    const head = await stage.store.head();
    expect(await begin([item('db')], over)).toMatchObject({ kind: 'refusal', code: 'bulk.invalid' });
    expect(await stage.store.head()).toBe(head);
  });
});

describe('control that starts anew', () => {
  it('goes on where it was: what was sent is not sent as something new, what came meanwhile is known', async () => {
    await begin([item('db'), item('app'), item('web')], { concurrency: 2 });
    expect(starts()).toEqual(['db', 'app']);
    await stage.stop();
    await stage.start();
    await started('db');
    await started('app');
    await started('web');
    expect(await types()).toEqual(['Started', 'VmsSent', 'VmsEnded', 'VmsSent', 'VmsEnded', 'VmsEnded', 'Succeeded']);
    for (const name of ['db', 'app', 'web'])
      expect((await stage.types(idOf(name))).filter((type) => type === 'VmStartRequested')).toHaveLength(1);
  });

  it('hears the order again as the one it has', async () => {
    const first = await begin([item('db')]);
    const head = await stage.store.head();
    expect(await begin([item('db')])).toMatchObject({ ...first, revision: expect.any(Number), duplicate: true });
    expect(await stage.store.head()).toBe(head);
  });
});

describe('two controls', () => {
  it('carry out the same order once', async () => {
    const bus = stage.network.connect();
    const log = createLogger('test', 'silent');
    const { store, clock } = stage;
    const other = new BulkRunner({ executor: createExecutor(store, { now: clock.date }), bus, log, clock });
    const tail = followLog(store, other);
    await tail.inStep();
    const names = ['db', 'app', 'web', 'mail'];
    await begin(
      names.map((name) => item(name)),
      { concurrency: 1 },
    );
    for (const name of names) await started(name);
    await tail.inStep();
    const events = await stage.events(`bulk-${operationId}`);
    const sent = events
      .filter(({ type }) => type === 'compute.BulkVmsSent')
      .flatMap(({ data }) => (data as unknown as { vms: readonly { vmId: string }[] }).vms.map(({ vmId }) => vmId));
    expect(sent).toEqual(names.map(idOf));
    expect(events.at(-1)?.type).toBe('compute.BulkSucceeded');
    for (const name of names)
      expect((await stage.types(idOf(name))).filter((type) => type === 'VmStartRequested')).toHaveLength(1);
    await tail.close();
    await other.close();
    await bus.close();
  });
});
