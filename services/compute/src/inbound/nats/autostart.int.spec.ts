/** What starts by itself after a boot of its host: once, in order, and not after a restart of the host process alone. */
import { newId } from '@chronovisor/kernel/ids';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ControlStage, type StagedHost } from '../../../test/control-stage.ts';

let stage: ControlStage;
let host: StagedHost;
let db: string;
let web: string;
let other: string;

const flag = (vmId: string, autostart: boolean) => stage.send('compute.UpdateVm', { vmId, changes: { autostart } });
const need = (vmId: string, on: string) =>
  stage.send('compute.SetVmDependencies', {
    vmId,
    dependencies: [{ vmId: on, until: { type: 'running' }, timeoutSeconds: 60 }],
  });

beforeEach(async () => {
  stage = new ControlStage();
  await stage.start();
  host = await stage.joined('h1', { bootId: 'boot-1' });
  [db, web, other] = [await stage.made(host, 'db'), await stage.made(host, 'web'), await stage.made(host, 'other')];
  await flag(db, true);
  await flag(web, true);
  await need(web, db);
});
afterEach(() => stage.close());

/** The host process comes up, with the boot it is in, and tells what runs. */
const comesUp = async (bootId: string | undefined, running: readonly string[] = []) => {
  const { bootId: _, ...facts } = host.facts;
  host.facts = { ...facts, sessionId: newId(), ...(bootId === undefined ? {} : { bootId }) };
  await stage.register(host);
  await stage.report(host, sightings(running));
};
const sightings = (running: readonly string[]) =>
  running.map((vmId) => ({
    vmId: vmId as never,
    observed: 'running' as const,
    process: { pid: 7, startTicks: 1, accelerator: 'tcg' as const },
  }));
const started = () =>
  host.heard.filter(({ type }) => type === 'compute.StartVm').map(({ data }) => (data as { vmId: string }).vmId);
const runs = (vmId: string, request: unknown = null) =>
  stage.send('compute.RecordVmStarted', {
    vmId,
    generation: 1,
    process: { pid: 7, startTicks: 1, accelerator: 'tcg' },
    request,
  });
const autostarts = async () =>
  (await stage.events(`host-${host.facts.hostId}`)).filter(({ type }) => type === 'compute.HostAutostarted');

describe('after a boot of the host', () => {
  it('what is to start by itself starts, in the order of what it needs, as one operation', async () => {
    await comesUp('boot-2');
    expect(started()).toEqual([db]);
    await runs(db);
    expect(started()).toEqual([db, web]);
    await runs(web);
    const [autostart] = await autostarts();
    const { operationId, vms } = (autostart?.data ?? {}) as unknown as { operationId: string; vms: unknown[] };
    expect(vms).toHaveLength(2);
    expect((await stage.events(`bulk-${operationId}`)).at(-1)).toMatchObject({ type: 'compute.BulkSucceeded' });
    expect(await stage.vm(other)).toMatchObject({ status: 'off' });
  });

  it('happens once, however often its process is started again in that boot', async () => {
    await comesUp('boot-2');
    await comesUp('boot-2');
    await stage.report(host, []);
    await stage.stop();
    await stage.start();
    await comesUp('boot-2');
    expect(await autostarts()).toHaveLength(1);
    expect(started().filter((vmId) => vmId === web)).toEqual([]);
  });

  it('happens after each of them', async () => {
    await comesUp('boot-2');
    await comesUp('boot-3');
    expect(await autostarts()).toHaveLength(2);
  });

  it('is not lost when control dies before the order is given', async () => {
    const { bootId: _, ...facts } = host.facts;
    host.facts = { ...facts, sessionId: newId(), bootId: 'boot-2' };
    await stage.register(host);
    await stage.stop();
    await stage.start();
    expect(await autostarts()).toEqual([]);
    await stage.report(host, []);
    expect(started()).toEqual([db]);
  });

  it('is not lost when control dies between the record and the order', async () => {
    await stage.stop();
    const stream = `host-${host.facts.hostId}`;
    const { revision } = (await stage.events(stream)).at(-1) ?? { revision: -1 };
    const data = {
      hostId: host.facts.hostId,
      bootId: 'boot-2',
      operationId: newId(),
      vms: [{ vmId: db, name: 'db' }],
    };
    const event = { type: 'compute.HostAutostarted', version: 1, data: data as never, meta: {} };
    await stage.store.append({ id: newId(), writes: [{ stream, expected: revision, events: [event] }] });
    await stage.start();
    await stage.pass(2);
    expect(started()).toEqual([db]);
  });

  it('leaves alone what runs already, and what is not to start any more', async () => {
    await flag(web, false);
    await runs(db);
    await comesUp('boot-2', [db]);
    expect(started()).toEqual([]);
    expect((await autostarts())[0]?.data).toMatchObject({ vms: [] });
  });
});

describe('nothing starts by itself', () => {
  it('after a start of the host process in the same boot', async () => {
    await comesUp('boot-1');
    expect([started(), await autostarts()]).toEqual([[], []]);
  });
  it('on a host that cannot tell its boots apart', async () => {
    await comesUp(undefined);
    await comesUp(undefined);
    expect([started(), await autostarts()]).toEqual([[], []]);
  });
  it('by the word of a process that is gone', async () => {
    const gone = host.facts.sessionId;
    const { bootId: _, ...facts } = host.facts;
    host.facts = { ...facts, sessionId: newId(), bootId: 'boot-2' };
    await stage.register(host);
    await stage.report(host, [], gone);
    expect(await autostarts()).toEqual([]);
  });
});
