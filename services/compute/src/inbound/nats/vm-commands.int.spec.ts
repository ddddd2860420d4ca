/** Vms behind compute's door, over a real store: names, repeats, and what a host can carry. */
import { newId } from '@chronovisor/kernel/ids';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ControlStage, type StagedHost } from '../../../test/control-stage.ts';

let stage: ControlStage;
let host: StagedHost;

beforeEach(async () => {
  stage = new ControlStage();
  await stage.start();
  host = await stage.joined();
});
afterEach(() => stage.close());

const accepted = { kind: 'accepted' };
const taken = { kind: 'refusal', code: 'vm.name-taken' };
const renamed = (vmId: string, name: string) => stage.send('compute.UpdateVm', { vmId, changes: { name } });
const created = async (name: string) => (await stage.create(host, name)).reply;

describe('the name of a vm', () => {
  it('is taken in the commit that makes the vm, and by nobody else', async () => {
    const vmId = await stage.made(host, 'web-1');
    const [made] = await stage.events(`vm-${vmId}`);
    const [claimed] = await stage.events('claim-vm%2Dname-web-1');
    expect(claimed).toMatchObject({ commitId: made?.commitId, data: { owner: vmId } });
    const other = await stage.create(host, 'web-1');
    expect(other.reply).toMatchObject(taken);
    expect(await stage.events(`vm-${other.vmId}`)).toEqual([]);
  });

  it('goes to one of two that ask for it at once', async () => {
    const replies = await Promise.all([created('web-1'), created('web-1')]);
    expect(replies.map(({ kind }) => kind).toSorted()).toEqual(['accepted', 'refusal']);
  });

  it('is free again when the creation is undone, by its saga alone', async () => {
    const operationId = newId();
    const { vmId } = await stage.create(host, 'web-1', { commandId: operationId, operationId });
    const problem = { code: 'x.y', message: 'no' };
    const undone = (by: string) => stage.send('compute.RecordVmCreateUndone', { vmId, problem }, { operationId: by });
    await undone(newId());
    expect(await created('web-1')).toMatchObject(taken);
    expect(await undone(operationId)).toMatchObject(accepted);
    expect(await stage.types(vmId)).toContain('VmCreateUndone');
    expect(await created('web-1')).toMatchObject(accepted);
  });

  it('is free again when the vm is deleted', async () => {
    const vmId = await stage.made(host, 'web-1');
    await stage.send('compute.DeleteVm', { vmId, volumes: 'keep', force: false });
    expect(await stage.types(vmId)).toContain('VmDeleted');
    expect(await created('web-1')).toMatchObject(accepted);
  });

  it('changes hands with a new one', async () => {
    const vmId = await stage.made(host, 'web-1');
    expect(await renamed(vmId, 'web-2')).toMatchObject(accepted);
    expect(await created('web-2')).toMatchObject(taken);
    expect(await created('web-1')).toMatchObject(accepted);
    expect(await stage.vm(vmId)).toMatchObject({ name: 'web-2' });
  });

  it('stays when the new one is taken', async () => {
    const vmId = await stage.made(host, 'web-1');
    await stage.made(host, 'web-2');
    const before = await stage.store.head();
    expect(await renamed(vmId, 'web-2')).toMatchObject(taken);
    expect(await stage.store.head()).toBe(before);
    expect(await created('web-1')).toMatchObject(taken);
  });

  it('leaves nothing claimed when two new ones come at once', async () => {
    const vmId = await stage.made(host, 'web-1');
    const replies = await Promise.all([renamed(vmId, 'web-2'), renamed(vmId, 'web-3')]);
    expect(replies).toMatchObject([accepted, accepted]);
    const vm = await stage.vm(vmId);
    const free = ['web-1', 'web-2', 'web-3'].filter((name) => !('name' in vm) || vm.name !== name);
    for (const name of free) expect(await created(name)).toMatchObject(accepted);
  });

  it('does not change with a revision that is past', async () => {
    const vmId = await stage.made(host, 'web-1');
    const reply = await stage.send('compute.UpdateVm', { vmId, changes: { name: 'web-2' } }, { expectedRevision: 0 });
    expect(reply).toMatchObject({ kind: 'refusal', code: 'revision.stale' });
    expect(await created('web-2')).toMatchObject(accepted);
  });
});

describe('a repeated command', () => {
  it('is answered as the first time, also when the host has gone meanwhile', async () => {
    const commandId = newId();
    const vmId = newId();
    const first = await stage.create(host, 'web-1', { commandId, vmId });
    await stage.pass(30);
    expect(stage.hosts.get(host.facts.hostId)).toMatchObject({ silent: true });
    const head = await stage.store.head();
    const again = await stage.create(host, 'web-1', { commandId, vmId });
    expect(again.reply).toMatchObject({ ...first.reply, revision: expect.any(Number), duplicate: true });
    expect(await stage.store.head()).toBe(head);
    expect((await stage.create(host, 'web-2')).reply).toMatchObject({ code: 'host.unavailable' });
  });

  it('with other content is refused', async () => {
    const commandId = newId();
    await stage.create(host, 'web-1', { commandId });
    expect((await stage.create(host, 'web-2', { commandId })).reply).toMatchObject({ code: 'command.id-reused' });
  });

  it('waits for the work of the first', async () => {
    const vmId = await stage.made(host, 'web-1');
    const ids = { commandId: newId() };
    const first = await stage.send('compute.StartVm', { vmId }, ids);
    const other = await stage.send('compute.StartVm', { vmId });
    expect(first).toMatchObject({ awaits: ids.commandId, operationId: ids.commandId, duplicate: false });
    expect(other).toMatchObject({ awaits: ids.commandId, operationId: ids.commandId, duplicate: false });
    expect(await stage.send('compute.StartVm', { vmId }, ids)).toMatchObject({
      awaits: ids.commandId,
      duplicate: true,
    });
    expect(host.types).toEqual(['StartVm']);
  });

  it('finds what is so already, and waits for nothing', async () => {
    const vmId = await stage.running(host, 'web-1');
    expect(await stage.send('compute.StartVm', { vmId })).toMatchObject({ awaits: null, operationId: null });
  });
});

describe('memory', () => {
  it('is refused over what the host has, at the creation and later', async () => {
    const over = { kind: 'refusal', code: 'vm.memory-over-host', errors: [{ pointer: '/memory' }] };
    expect((await stage.create(host, 'web-1', { memory: 9 * 1024 ** 3 })).reply).toMatchObject(over);
    const vmId = await stage.made(host, 'web-1');
    const grown = (memory: number) => stage.send('compute.UpdateVm', { vmId, changes: { memory } });
    expect(await grown(9 * 1024 ** 3)).toMatchObject(over);
    expect(await grown(8 * 1024 ** 3)).toMatchObject(accepted);
  });
});
