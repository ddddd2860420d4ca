/** Needs behind compute's door, over a real store: two changes at once, and vms that go. */
import { newId } from '@chronovisor/kernel/ids';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ControlStage, type StagedHost } from '../../../test/control-stage.ts';

let stage: ControlStage;
let host: StagedHost;
let db: string;
let web: string;

beforeEach(async () => {
  stage = new ControlStage();
  await stage.start();
  host = await stage.joined();
  db = await stage.made(host, 'db');
  web = await stage.made(host, 'web');
});
afterEach(() => stage.close());

const accepted = { kind: 'accepted' };
const set = (vmId: string, ...needed: readonly string[]) =>
  stage.send('compute.SetVmDependencies', {
    vmId,
    dependencies: needed.map((id) => ({ vmId: id, until: { type: 'running' }, timeoutSeconds: 60 })),
  });
const remove = (vmId: string, force = false) => stage.send('compute.DeleteVm', { vmId, volumes: 'keep', force });
const said = async () =>
  (await stage.events('dependencies')).map(({ type }) => type.replace('compute.VmDependencies', ''));

describe('what a vm needs', () => {
  it('is recorded once, and done at once', async () => {
    expect(await set(web, db)).toMatchObject({ ...accepted, awaits: null, operationId: expect.any(String) });
    expect(await set(web, db)).toMatchObject({ ...accepted, awaits: null, operationId: null });
    expect(await said()).toEqual(['Set']);
  });

  it('is no vm that is not there', async () => {
    const none = newId();
    expect(await set(web, db, none)).toMatchObject({ code: 'vm.not-found', errors: [{ pointer: '/1/vm' }] });
    expect(await set(none, db)).toMatchObject({ code: 'vm.not-found' });
  });

  it('is refused in words when it closes a ring', async () => {
    await set(db, web);
    expect(await set(web, db)).toMatchObject({
      code: 'dependency.cycle',
      message: 'web would need itself: web → db → web',
      errors: [{ pointer: '/0' }],
    });
  });

  it('closes no ring when two say it at once, in one process or in two', async () => {
    const other = await stage.made(host, 'other');
    for (let round = 0; round < 20; round += 1) {
      const replies = await Promise.all([set(web, db), set(db, other), set(other, web)]);
      expect(replies.filter(({ kind }) => kind === 'refusal')).toMatchObject([{ code: 'dependency.cycle' }]);
      for (const vmId of [web, db, other]) await set(vmId);
    }
  });

  it('is known by the names of then, also after a new life of control', async () => {
    await set(db, web);
    await stage.send('compute.UpdateVm', { vmId: web, changes: { name: 'shop' } });
    await stage.stop();
    await stage.start();
    expect(await set(web, db)).toMatchObject({ message: 'shop would need itself: shop → db → shop' });
  });
});

describe('a ring that two control processes close from two sides at once', () => {
  it('is at the latest refused when something is to start, and named', async () => {
    const groupId = newId();
    const group = { groupId, name: 'all', description: '', labels: {}, vmIds: [] };
    await stage.send('compute.CreateGroup', group);
    const need = { groupId, until: { type: 'running' }, timeoutSeconds: 60 };
    await stage.send('compute.SetVmDependencies', { vmId: db, dependencies: [need] });
    await set(web, db);
    expect(await stage.send('compute.UpdateGroup', { groupId, changes: { add: [web] } })).toMatchObject({
      code: 'dependency.cycle',
      message: 'all would need itself: all → web → db → all',
      errors: [{ pointer: '/addVms/0' }],
    });
    const request = { operationId: newId(), commandId: newId() };
    const data = { groupId, changes: { vmIds: [web] }, request };
    const writes = [{ type: 'compute.GroupUpdated', version: 1, data, meta: {} }];
    await stage.store.append({ id: newId(), writes: [{ stream: `group-${groupId}`, expected: 0, events: writes }] });
    await stage.quiet();
    const operationId = newId();
    const order = { type: 'compute.StartVm', data: {} };
    const how = { concurrency: 1, onError: 'continue', items: [{ vmId: web, name: 'web' }] };
    expect(await stage.send('compute.BeginBulk', { operationId, action: 'start', order, ...how })).toMatchObject({
      code: 'bulk.cycle',
      message: 'vms wait for each other in a ring: web waits for db waits for web',
    });
  });
});

describe('a vm that others need', () => {
  beforeEach(() => set(web, db));

  it('is not deleted, and says who needs it', async () => {
    expect(await remove(db)).toMatchObject({ code: 'vm.depended-on', message: 'db is needed by web' });
    expect(await stage.types(db)).not.toContain('VmDeleteRequested');
  });

  it('is deleted by force, and forgotten in that very commit', async () => {
    expect(await remove(db, true)).toMatchObject(accepted);
    expect(await said()).toEqual(['Set', 'Dropped']);
    const gone = (await stage.events(`vm-${db}`)).at(-1);
    const forgotten = (await stage.events('dependencies')).at(-1);
    expect(gone).toMatchObject({ type: 'compute.VmDeleted', commitId: forgotten?.commitId });
  });

  it('goes without a word once nobody needs it any more', async () => {
    await remove(web);
    expect(await remove(db)).toMatchObject(accepted);
    expect(await said()).toEqual(['Set', 'Dropped']);
  });
});
