/** An order to many vms that is only asked for its meaning: what would become of each in its turn, and a log that does not move. */
import { fakeNetwork } from '@chronovisor/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { House } from './support/house.ts';
import { LittleHost } from './support/little-host.ts';

interface Foreseen {
  readonly vm: { readonly name: string };
  readonly outcome: string;
  readonly events: readonly { readonly type: string; readonly stream: string }[];
  readonly steps: readonly string[];
  readonly joins: string | null;
  readonly problem: { readonly code: string; readonly detail: string; readonly hint?: string } | null;
}
interface DryRun {
  readonly type: string;
  readonly events: readonly { readonly type: string }[];
  readonly quota: readonly { readonly of: string; readonly used: object }[];
  readonly vms: readonly Foreseen[];
}

const GIB = 1024 ** 3;
let house: House;
let host: LittleHost;

beforeEach(async () => {
  const network = fakeNetwork();
  house = await House.build(() => network.connect());
  host = new LittleHost(network.connect());
  await house.start();
  await host.start();
  await house.hasHost('h1');
});
afterEach(async () => {
  await host.close();
  await house.close();
});

const make = async (count: number, over: object = {}): Promise<readonly string[]> => {
  const names = Array.from({ length: count }, (_, index) => `web-${index + 1}`);
  for (const name of names) await house.api.succeed('POST', '/vms', { name, ...over });
  return names;
};
/** Where the log stands, without what is still being written of the accesses before. */
const decided = async (): Promise<number> =>
  (await house.events()).filter(({ stream }) => !stream.startsWith('audit-')).length;

const ask = async (body: object, path = '/vms/bulk'): Promise<DryRun> => {
  const [before, done] = [await decided(), host.done.length];
  const { status, body: answer } = await house.api.post(`${path}?dryRun=true`, body);
  expect([status, await decided(), host.done.length]).toEqual([200, before, done]);
  return answer as unknown as DryRun;
};
const outcomes = ({ vms }: DryRun): object => Object.fromEntries(vms.map(({ vm, outcome }) => [vm.name, outcome]));
const order = ({ vms }: DryRun): readonly string[] => vms.map(({ vm }) => vm.name);
const depend = (vm: string, ...needs: readonly object[]) => house.api.succeed('PUT', `/vms/${vm}/dependencies`, needs);

describe('an order to many that is only asked for its meaning', () => {
  it('says which would fit, sums up what they would take, and comes true', async () => {
    const ids = await make(6, { memory: '1GiB', vcpus: 1 });
    await house.api.succeed('PATCH', '/hosts/h1', { overcommit: { vcpus: 1 } });
    const foreseen = await ask({ action: 'start', ids, concurrency: 2 });
    expect(outcomes(foreseen)).toEqual({
      ...{ 'web-1': 'taken', 'web-2': 'taken', 'web-3': 'taken', 'web-4': 'taken' },
      ...{ 'web-5': 'refused', 'web-6': 'refused' },
    });
    expect(foreseen.vms[4]?.problem).toMatchObject({
      code: 'host.overcommit-exceeded',
      detail: expect.stringContaining('0 of 4 free'),
      hint: expect.stringContaining('Stop vms there'),
    });
    expect(foreseen.vms[0]?.events.map(({ type }) => type)).toEqual(['vm.start-requested', 'budgets.held']);
    const { body } = await house.api.get('/hosts/h1');
    expect(foreseen.quota).toEqual([{ of: `hosts/${String(body['id'])}`, used: { vcpus: 4, memory: 4 * GIB } }]);
    expect(foreseen.events.map(({ type }) => type)).toEqual(['bulk.started', 'bulk.vms-sent']);
    const done = await house.api.perform('POST', '/vms/bulk', { action: 'start', ids, concurrency: 2 });
    const children = done['children'] as readonly { vm: { name: string }; status: string }[];
    expect(children.filter(({ status }) => status === 'succeeded').map(({ vm }) => vm.name)).toEqual(ids.slice(0, 4));
  });

  it('tells what there is nothing to do for, what is under way, and what would be left out after a failure', async () => {
    const ids = await make(5, { start: true });
    await house.api.succeed('POST', '/vms/web-3/stop');
    expect(outcomes(await ask({ action: 'start', ids }))).toMatchObject({ 'web-2': 'unchanged', 'web-3': 'taken' });
    host.be('holds', 'compute.StopVm');
    const under = await house.api.post('/vms/web-1/stop');
    const foreseen = await ask({ action: 'stop', ids });
    expect(foreseen.vms[0]).toMatchObject({ outcome: 'joins', joins: under.body['id'], events: [] });
    expect(foreseen.vms[1]).toMatchObject({ outcome: 'taken', joins: null });
    const stopped = await ask({ action: 'restart', ids: ids.slice(1), concurrency: 1, onError: 'stop' });
    expect(stopped.vms[0]).toMatchObject({ outcome: 'taken', steps: ['shutdown', 'start'] });
    expect(stopped.vms[1]).toMatchObject({ outcome: 'refused', problem: { code: 'vm.not-running' } });
    expect(stopped.vms[2]).toMatchObject({ outcome: 'skipped', problem: { code: 'bulk.halted' } });
    host.relent('compute.StopVm');
  });

  it('follows the order in which they would go, also where one vm brings along what it needs', async () => {
    await make(3, { memory: '8GiB' });
    await depend('web-1', { vm: 'web-2' });
    await depend('web-2', { vm: 'web-3', until: { type: 'ready' } });
    const foreseen = await ask({}, '/vms/web-1/start');
    expect([foreseen.type, order(foreseen)]).toEqual(['vm.bulk', ['web-3', 'web-2', 'web-1']]);
    await house.api.succeed('PATCH', '/hosts/h1', { overcommit: { memory: 0.1 } });
    const short = await ask({ action: 'start', ids: ['web-1'] });
    expect(short.vms.map(({ outcome, problem }) => [outcome, problem?.code])).toEqual([
      ['refused', 'host.overcommit-exceeded'],
      ['skipped', 'bulk.dependency-failed'],
      ['skipped', 'bulk.dependency-failed'],
    ]);
  });

  it('reckons with those that would be gone by then: what needs a vm, and what is linked to it', async () => {
    await house.api.succeed('POST', '/vms', { name: 'base', disks: [{ size: '1GiB' }] });
    await house.api.succeed('POST', '/vms/base/clone', { name: 'copy', mode: 'linked' });
    await house.api.succeed('POST', '/vms', { name: 'web' });
    await depend('web', { vm: 'base' });
    expect(await ask({ action: 'delete', ids: ['base'] })).toMatchObject({ vms: [{ outcome: 'refused' }] });
    const body = { action: 'delete', ids: ['base', 'copy', 'web'], params: { volumes: 'delete' } };
    const foreseen = await ask(body);
    expect(outcomes(foreseen)).toEqual({ base: 'taken', copy: 'taken', web: 'taken' });
    expect(order(foreseen).at(-1)).toBe('base');
    expect(foreseen.vms.at(-1)?.steps).toContain('volume-0');
    expect(await house.api.perform('POST', '/vms/bulk', body)).toMatchObject({ status: 'succeeded' });
  });

  it('is refused as the order itself would be', async () => {
    await make(1);
    const before = await decided();
    const answer = await house.api.post('/vms/bulk?dryRun=true', { action: 'start', ids: ['web-1', 'web-9'] });
    expect([answer.status, answer.body['code'], await decided()]).toEqual([400, 'request.invalid', before]);
  });
});
