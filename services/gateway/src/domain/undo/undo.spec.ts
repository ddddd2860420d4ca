import { describe, expect, it } from 'vitest';
import { decideUndo, type Change } from './decide.ts';
import { reasonAgainst, reversalOf } from './reversals.ts';

const vmId = 'vm';
let position = 0;
const put = (type: string, data: object): Change => ({ type, data, position: (position += 1) });
const created = () =>
  put('compute.VmCreated', {
    vmId,
    name: 'web-1',
    spec: {
      description: '',
      vcpus: 1,
      memory: 512,
      labels: { set: 'web', tier: 'front' },
      graphics: { type: 'none' },
      boot: {},
    },
  });
const updated = (changes: object) => put('compute.VmUpdated', { vmId, changes });
const order = (changes: object) => ({ type: 'compute.UpdateVm', data: { vmId, changes } });

describe('the undo of a change', () => {
  it('asks for what was before, also where only the creation says it', () => {
    const [born, change] = [created(), updated({ name: 'web-2', memory: 1024 })];
    expect(decideUndo([born, change], [change])).toEqual(order({ name: 'web-1', memory: 512 }));
  });

  it('of labels takes back just those it changed', () => {
    const [born, change, other] = [
      created(),
      updated({ labels: { set: 'db', tier: 'front', new: '1' } }),
      updated({ labels: { set: 'db', tier: 'back', new: '1' } }),
    ];
    expect(decideUndo([born, change, other], [change])).toEqual(order({ labels: { set: 'web', new: null } }));
  });

  it('of an undo is what was undone', () => {
    const [born, change, undo] = [created(), updated({ name: 'web-2' }), updated({ name: 'web-1' })];
    expect(decideUndo([born, change, undo], [undo])).toEqual(order({ name: 'web-2' }));
  });

  it('is refused when the same was changed since, and says what', () => {
    const [born, change, later] = [created(), updated({ name: 'web-2', memory: 1024 }), updated({ name: 'web-3' })];
    expect(decideUndo([born, change, later], [change])).toMatchObject({
      code: 'operation.changed-since',
      errors: [{ pointer: '/name' }],
      hint: expect.stringContaining('Undo the later change first'),
    });
  });

  it('is allowed when something else was changed since', () => {
    const [born, change, later] = [created(), updated({ memory: 1024 }), updated({ name: 'web-3' })];
    expect(decideUndo([born, change, later], [change])).toEqual(order({ memory: 512 }));
  });

  it('of a quota gives back the limits it changed', () => {
    const born = put('compute.ProjectCreated', {
      projectId: 'p',
      name: 'a',
      labels: {},
      quota: { vms: null, vcpus: 8 },
    });
    const change = put('compute.ProjectUpdated', { projectId: 'p', changes: { quota: { vms: 5, vcpus: 8 } } });
    expect(decideUndo([born, change], [change])).toEqual({
      type: 'compute.UpdateProject',
      data: { projectId: 'p', changes: { quota: { vms: null } } },
    });
  });

  it('of a volume’s labels gives back those it was made with', () => {
    const born = put('storage.VolumeCreationRequested', { volumeId: 'v', labels: { set: 'a' } });
    const change = put('storage.VolumeLabelled', { volumeId: 'v', labels: { set: 'b', new: '' } });
    expect(decideUndo([born, change], [change])).toEqual({
      type: 'storage.LabelVolume',
      data: { volumeId: 'v', labels: { set: 'a', new: null } },
    });
  });

  it('of a host’s first overcommit gives back the usual one', () => {
    const change = put('compute.HostUpdated', {
      hostId: 'h',
      settings: { labels: {}, overcommit: { vcpus: 2, memory: 1 } },
    });
    expect(decideUndo([change], [change])).toEqual({
      type: 'compute.UpdateHost',
      data: { hostId: 'h', changes: { overcommit: { vcpus: 64 } } },
    });
  });

  it('of autostart gives back what the creation left out', () => {
    const [born, change] = [created(), updated({ autostart: true })];
    expect(decideUndo([born, change], [change])).toEqual(order({ autostart: false }));
  });

  it('of what waits for the next start asks for what was asked for before', () => {
    const kept = (pending: object | null) => put('compute.VmChangesKept', { vmId, pending });
    const [born, first, second] = [created(), kept({ vcpus: 2 }), kept({ vcpus: 4, memory: 1024 })];
    const inverse = (changes: object) => ({
      type: 'compute.UpdateVm',
      data: { vmId, changes, apply: 'next-start' },
    });
    expect(decideUndo([born, first, second], [second])).toEqual(inverse({ vcpus: 2, memory: 512 }));
    expect(decideUndo([born, first], [first])).toEqual(inverse({ vcpus: 1 }));
    const taken = updated({ vcpus: 2 });
    expect(decideUndo([born, first, taken], [first])).toEqual(inverse({ vcpus: 1 }));
  });

  it('of an operation of two events takes both back', () => {
    const [born, renamed] = [created(), updated({ name: 'web-2' })];
    const kept = put('compute.VmChangesKept', { vmId, pending: { vcpus: 4 } });
    expect(decideUndo([born, renamed, kept], [renamed, kept])).toMatchObject({
      data: { changes: { name: 'web-1', vcpus: 1 } },
    });
  });

  it('of waking a parked webhook lets it rest', () => {
    const said = { webhookId: 'w', name: 'a', url: 'u', types: null, subjects: null, selector: null, labels: {} };
    const born = put('gateway.WebhookCreated', { ...said, enabled: true });
    const parked = put('gateway.WebhookParked', { webhookId: 'w' });
    const woken = put('gateway.WebhookUpdated', { webhookId: 'w', changes: { enabled: true } });
    expect(decideUndo([born, parked, woken], [woken])).toEqual({
      type: 'gateway.UpdateWebhook',
      data: { webhookId: 'w', changes: { enabled: false } },
    });
  });

  it('of dependencies gives back those there were, or none', () => {
    const first = put('compute.VmDependenciesSet', { vmId, dependencies: [{ vmId: 'db' }] });
    expect(decideUndo([first], [first])).toEqual({
      type: 'compute.SetVmDependencies',
      data: { vmId, dependencies: [] },
    });
  });
});

describe('what cannot be undone', () => {
  it('is known by its event', () => {
    expect(reversalOf('compute.VmStarted')).toBeUndefined();
  });

  it('has a reason', () => {
    expect(reasonAgainst({ type: 'vm.delete', status: 'succeeded' }, true)).toContain('gone with its data');
    expect(reasonAgainst({ type: 'vm.start', status: 'succeeded' }, false)).toContain('its guest has gone on');
    expect(reasonAgainst({ type: 'vm.update', status: 'failed' }, false)).toContain('it is failed');
    expect(reasonAgainst({ type: 'vm.update', status: 'succeeded' }, false)).toBe('it changed nothing');
    expect(reasonAgainst({ type: 'vm.update', status: 'succeeded' }, true)).toBe('what it changed is gone');
    expect(reasonAgainst({ type: 'webhook.replay', status: 'succeeded' }, false)).toContain('has been sent');
    expect(reasonAgainst({ type: 'dog.feed', status: 'succeeded' }, false)).toContain('nothing is known');
  });
});
