import { specify } from '@chronovisor/testing';
import { describe, expect, it } from 'vitest';
import { vmDecider } from './decide/decide.ts';
import { happened } from './decide/types.ts';
import type { VmEvent } from './state.ts';
import { build } from './vm.fixture.ts';

const vm = specify(vmDecider);
const { events: e, commands: c, ids, facts } = build();
const { vmId, hostId } = facts;
const cloneId = '01900000-0000-7000-8000-00000000c10e' as never;
const off = [e.created(), e.provisioned()];
const running = [...off, e.startRequested(), e.started()];

const begin = (mode: 'full' | 'linked', by = ids.other) => c.step('compute.BeginClone', by, { cloneId, mode });
const end = (frozen: boolean, by = ids.other) => c.step('compute.EndClone', by, { cloneId, frozen });
const begun = (mode: 'full' | 'linked'): VmEvent =>
  happened('compute.VmCloneBegun', { vmId, cloneId, mode, request: ids.other });
const ended = (frozen: boolean): VmEvent => happened('compute.VmCloneEnded', { vmId, cloneId, frozen });
const disks = [{ volumeId: vmId as never, path: '/pool/a.qcow2' as never, format: 'qcow2' as const }];
const copy = (runs: boolean) => c.step('compute.CopyVm', ids.other, { cloneId, runs, disks });
const copying = happened('compute.VmCopyRequested', {
  vmId,
  hostId,
  generation: 1,
  cloneId,
  disks,
  variables: false,
  request: { operationId: ids.other.operationId, commandId: copy(true).meta.commandId },
});

describe('a vm that is cloned', () => {
  it('is held, off or running, and nothing else is done to it meanwhile', () => {
    for (const at of [off, running]) {
      vm.given(at).when(begin('full')).thenTypes('compute.VmCloneBegun').thenOnlyOnce();
      vm.given([...at, begun('full')])
        .when(c.start('s'))
        .thenRefused('vm.busy');
      vm.given([...at, begun('full')])
        .when(c.stop('x'))
        .thenRefused('vm.busy');
      vm.given([...at, begun('full')])
        .when(c.remove(true))
        .thenRefused('vm.busy');
      vm.given([...at, begun('full')])
        .when(begin('full', ids.stop))
        .thenRefused('vm.busy');
    }
  });

  it('is off for a linked clone', () => {
    vm.given(running).when(begin('linked')).thenRefused('vm.not-off');
    vm.given(off).when(begin('linked')).thenTypes('compute.VmCloneBegun');
  });

  it('is not held while it is made, removed or unknown', () => {
    vm.given([e.created()]).when(begin('full')).thenRefused('vm.building');
    vm.given([...running, e.lost()])
      .when(begin('full'))
      .thenRefused('vm.unknown');
    vm.given([...off, e.startRequested()])
      .when(begin('full'))
      .thenRefused('vm.busy');
  });

  it('lends its disks while it runs, once, and to the clone that holds it', () => {
    const at = [...running, begun('full')];
    vm.given(at).when(copy(true)).then([copying]).thenOnlyOnce();
    vm.given([...off, begun('full')])
      .when(copy(false))
      .thenNothing();
    vm.given([...off, begun('full')])
      .when(copy(true))
      .thenRefused('vm.not-running');
    vm.given(running).when(copy(true)).thenRefused('operation.ended');
  });

  it('goes on being held when the copy is done, or failed', () => {
    const { request } = copying.data as { request: typeof ids.other };
    const at = [...running, begun('full'), copying];
    const held = { work: null, operation: { type: 'vm.clone' } };
    vm.given(at)
      .when(c.step('compute.RecordVmCopied', ids.other, { generation: 1, request }))
      .thenTypes('compute.VmCopied')
      .thenState((state) => expect(state).toMatchObject(held))
      .thenOnlyOnce();
    vm.given(at)
      .when(c.recordFailed(request))
      .thenTypes('compute.VmCopyFailed')
      .thenState((state) => expect(state).toMatchObject(held));
    vm.given(at).when(c.recordCrashed()).thenTypes('compute.VmCrashed', 'compute.VmCopyFailed');
  });

  it('is let go by the clone that holds it alone, whatever is under way', () => {
    vm.given([...running, begun('full')])
      .when(end(false))
      .thenTypes('compute.VmCloneEnded')
      .thenState((state) => expect(state).toMatchObject({ operation: null, frozenFor: [] }))
      .thenOnlyOnce();
    vm.given([...running, begun('full'), copying])
      .when(end(false))
      .thenTypes('compute.VmCopyFailed', 'compute.VmCloneEnded');
    vm.given([...running, begun('full')])
      .when(end(false, ids.stop))
      .thenNothing();
  });
});

describe('a vm with a linked clone', () => {
  const frozen = [...off, begun('linked'), ended(true)];

  it('is neither started nor deleted, and says for whom', () => {
    vm.given(frozen)
      .when(c.start('s'))
      .thenRefused('vm.frozen', { hint: expect.stringContaining(cloneId) });
    vm.given(frozen)
      .when(c.remove(true))
      .thenRefused('vm.frozen', { hint: expect.stringContaining(cloneId) });
  });

  it('can be cloned once more', () => vm.given(frozen).when(begin('linked')).thenTypes('compute.VmCloneBegun'));

  it('is free again when the clone is gone, and hears it once', () =>
    vm
      .given(frozen)
      .when(end(false, ids.stop))
      .then([happened('compute.VmThawed', { vmId, cloneId })])
      .thenState((state) => expect(state).toHaveProperty('frozenFor', []))
      .thenOnlyOnce());

  it('may be long gone itself', () =>
    vm
      .given([...off, happened('compute.VmDeleted', { vmId })])
      .when(end(false))
      .thenNothing());
});

describe('a linked clone', () => {
  const created = e.created();
  const clone = {
    ...created,
    data: { ...created.data, cloneOf: { vmId: hostId as never, mode: 'linked' } },
  } as VmEvent;

  it('goes with its volumes, and tells what it was based on', () => {
    vm.given([clone, e.provisioned()])
      .when(c.step('compute.DeleteVm', ids.delete, { volumes: 'keep', force: false }))
      .thenRefused('vm.frozen');
    const at = [clone, e.provisioned()].reduce(vmDecider.evolve, vmDecider.initial);
    expect(vmDecider.decide(c.remove(false), at)).toMatchObject([{ data: { linkedTo: hostId } }]);
  });

  it('that is taken back may have files, though it never ran', () =>
    vm.given([clone]).when(c.step('compute.RemoveVmFiles', ids.create)).thenTypes('compute.VmFilesRemovalRequested'));
});
