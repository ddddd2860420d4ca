/** What is not as it was, over HTTP. */
import { VmDeleted, VmUpdated } from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBed, type Bed } from './bed.ts';
import { happening } from './recorder.ts';
import { created, provisioned, putWorld, requestOf, type World } from './samples.ts';

let bed: Bed;
let world: World;
let vmId: string;
let born: number;

beforeEach(async () => {
  bed = await startBed();
  world = await putWorld(bed.recorder);
  vmId = newId();
  born = await bed.recorder.put(`vm-${vmId}`, created(vmId, world.host.hostId), provisioned(vmId));
});
afterEach(() => bed.stop());

const change = (changes: object) =>
  bed.recorder.put(`vm-${vmId}`, happening(VmUpdated, { vmId, changes, request: requestOf() }));

const diff = async (query: string) => {
  const response = await bed.call('GET', `/api/v1/diff?${query}`);
  return { status: response.status, body: (await response.json()) as Readonly<Record<string, never>> };
};
const itemsOf = async (query: string) =>
  (await diff(query)).body['items'] as unknown as readonly Readonly<Record<string, unknown>>[];

describe('GET /diff', () => {
  it('tells the fields of a thing that changed, with what was and what is', async () => {
    const to = await change({ name: 'web-9', description: 'changed' });
    expect(await itemsOf(`from=${born}&to=${to}`)).toEqual([
      {
        subject: `vms/${vmId}`,
        kind: 'vms',
        name: 'web-9',
        change: 'changed',
        fields: [
          { pointer: '/name', from: 'web-1', to: 'web-9' },
          { pointer: '/description', from: '', to: 'changed' },
        ],
      },
    ]);
  });

  it('tells what came and what went, and nothing of what came and went in between', async () => {
    const other = newId();
    const brief = newId();
    await bed.recorder.put(`vm-${other}`, created(other, world.host.hostId, { name: 'web-2' }), provisioned(other));
    await bed.recorder.put(`vm-${brief}`, created(brief, world.host.hostId, { name: 'web-3' }), provisioned(brief));
    await bed.recorder.put(`vm-${brief}`, happening(VmDeleted, { vmId: brief }));
    await bed.recorder.put(`vm-${vmId}`, happening(VmDeleted, { vmId }));
    const items = await itemsOf(`from=${born}`);
    expect(
      items.map(({ name, change: what }) => `${String(name)} ${String(what)}`).toSorted((a, b) => (a < b ? -1 : 1)),
    ).toEqual(['web-1 deleted', 'web-2 created']);
  });

  it('is empty between a moment and itself, and when something was changed and changed back', async () => {
    await change({ name: 'web-9' });
    const back = await change({ name: 'web-1' });
    expect(await itemsOf(`from=${back}&to=${back}`)).toEqual([]);
    expect(await itemsOf(`from=${born}&to=now`)).toEqual([]);
  });

  it('can be asked of one kind or of one thing, under its name of then or of now', async () => {
    await bed.recorder.claim('vm-name', 'web-1', vmId);
    await change({ name: 'web-9' });
    for (const query of ['kind=vms', 'kind=vm', 'subject=web-1', 'subject=vms/web-9', `subject=${vmId}`])
      expect([query, (await itemsOf(`from=${born}&${query}`)).length]).toEqual([query, 1]);
    expect(await itemsOf(`from=${born}&kind=volumes`)).toEqual([]);
    expect(await itemsOf(`from=${born}&subject=hosts/local`)).toEqual([]);
  });

  it('can be asked of what is gone, by its id and by the name it had', async () => {
    await bed.recorder.claim('vm-name', 'web-1', vmId);
    const there = await change({ description: 'last words' });
    await bed.recorder.put(`vm-${vmId}`, happening(VmDeleted, { vmId }));
    for (const subject of ['web-1', 'vms/web-1', vmId, `vms/${vmId}`]) {
      expect(await itemsOf(`from=${there}&subject=${subject}`)).toMatchObject([{ name: 'web-1', change: 'deleted' }]);
      expect(await itemsOf(`from=${born}&to=${there}&subject=${subject}`)).toMatchObject([{ change: 'changed' }]);
    }
  });

  it('leaves alone what was not spoken of, and what comes and goes as work does', async () => {
    const request = requestOf();
    const other = newId();
    await bed.recorder.put(`vm-${other}`, created(other, world.host.hostId, { name: 'web-2', request }));
    const from = await bed.recorder.put(`vm-${other}`, provisioned(other));
    const data = { outcome: 'succeeded', problem: null } as never;
    await bed.recorder.put(`saga-${request.operationId}`, { type: 'saga.Ended', version: 1, data });
    await change({ description: 'changed' });
    expect((await itemsOf(`from=${from}`)).map(({ name }) => name)).toEqual(['web-1']);
  });

  it('says that there is more than was asked for', async () => {
    expect((await diff('from=1&limit=1')).body).toMatchObject({ more: true });
  });

  it.each([
    ['', 'request.invalid', '?from'],
    ['from=yesterday', 'request.invalid', '?from'],
    ['from=2026-13-45T00:00:00Z', 'request.invalid', '?from'],
    ['from=1990-01-01T00:00:00Z', 'time.before-first', '?from'],
    ['from=0', 'position.unknown', '?from'],
    ['from=1&to=99999', 'position.unknown', '?to'],
    ['from=1&to=2990-01-01T00:00:00Z', 'time.future', '?to'],
    ['from=3&to=2', 'time.reversed', '?from'],
    ['from=1&kind=dogs', 'request.invalid', '?kind'],
    ['from=1&subject=dogs/rex', 'request.invalid', '?subject'],
    ['from=1&subject=vms/nope', 'subject.unknown', '?subject'],
    ['from=1&subject=volumes/web-1', 'subject.unknown', '?subject'],
    ['from=1&subject=0199a7c0-0000-7000-8000-000000000000', 'subject.unknown', '?subject'],
    ['from=1&kind=volumes&subject=vms/web-1', 'request.invalid', '?subject'],
    ['from=1&limit=0', 'request.invalid', '?limit'],
  ])('refuses %j with its code, a hint and its place', async (query, code, pointer) => {
    const { status, body } = await diff(query);
    expect([status, body['code']]).toEqual([400, code]);
    expect(body).toMatchObject({ hint: expect.any(String), errors: [{ pointer }] });
  });

  it('says that a beginning is needed, and what one looks like', async () => {
    expect((await diff('to=now')).body).toMatchObject({ errors: [{ pointer: '?from', detail: 'this is missing' }] });
    const detail = 'write a time such as 2026-11-20T03:00:00Z, a position, or now';
    expect((await diff('from=yesterday')).body).toMatchObject({ errors: [{ pointer: '?from', detail }] });
  });

  it('offers names that are near', async () => {
    expect((await diff('from=1&subject=vms/wbe-1')).body['hint']).toContain('did you mean web-1?');
  });
});
