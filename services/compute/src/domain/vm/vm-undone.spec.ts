/** How operations of several steps end for a vm, also when their host is silent and answers come late. */
import { specify } from '@chronovisor/testing';
import { describe, expect, it } from 'vitest';
import { vmDecider } from './decide/decide.ts';
import { happened } from './decide/types.ts';
import { build } from './vm.fixture.ts';

const vm = specify(vmDecider);
const { events: e, commands: c, ids, facts } = build();
const { vmId, hostId, problem, process } = facts;
const off = [e.created(), e.provisioned()];
const running = [...off, e.startRequested(), e.started()];
const booting = [e.created(undefined, true), e.provisioned(), e.startRequested(ids.other)];
const restarting = [...running, e.restartRequested()];
const deleting = vm.given(running).when(c.remove(true)).events;
const filesAsked = happened('compute.VmFilesRemovalRequested', { vmId, hostId, request: ids.other });
const stopStep = c.step('compute.StopVm', ids.create);
const filesStep = c.step('compute.RemoveVmFiles', ids.create);

describe('a creation whose boot is in doubt', () => {
  const silent = [...booting, e.lost()];

  it('has the vm stopped though its host is silent, and the start given up', () =>
    vm
      .given(silent)
      .when(stopStep)
      .thenTypes('compute.VmStartFailed', 'compute.VmStopRequested')
      .thenOnlyOnce()
      .thenState((state) => expect(state).toMatchObject({ operation: { type: 'vm.create' }, work: { type: 'stop' } })));

  it('takes the word of a host that had never heard of the launch', () => {
    const undoing = vm.given(silent).after(stopStep);
    const { commandId } = stopStep.meta;
    const request = { operationId: ids.create.operationId, commandId };
    const never = { generation: 0, reason: 'while-away', exit: null, request };
    undoing.when(c.record('Stopped', { ...never, request: null })).thenNothing();
    undoing.when(c.record('Stopped', never)).thenTypes('compute.VmStopped').thenOnlyOnce();
  });

  it('is taken back also when the boot succeeded in the meantime', () => {
    const late = vm.given([...booting, e.started(ids.other)]);
    late.when(stopStep).thenTypes('compute.VmStopRequested');
    const over = late.after(stopStep).after(c.recordStopped());
    over.when(filesStep).thenTypes('compute.VmFilesRemovalRequested').thenOnlyOnce();
    over.when(c.createUndone()).thenTypes('compute.VmCreateUndone').thenOnlyOnce();
  });

  it('stops nothing when nothing was started', () =>
    vm
      .given([e.created(undefined, true), e.provisioned(), e.lost()])
      .when(stopStep)
      .thenNothing());

  it('is nobody else’s to stop', () => vm.given(silent).when(c.stop('x')).thenRefused('vm.busy'));
});

describe('a creation that is taken back', () => {
  it('is gone also when all its parts had been recorded', () =>
    vm.given(off).when(c.createUndone()).thenTypes('compute.VmCreateUndone').thenOnlyOnce());

  it('ends what its host still has to do', () =>
    vm
      .given([...booting, e.startFailed(ids.other), filesAsked])
      .when(c.createUndone())
      .thenTypes('compute.VmFilesRemovalFailed', 'compute.VmCreateUndone'));

  it('is taken back by its own saga alone', () =>
    vm
      .given([e.created()])
      .when(c.step('compute.RecordVmCreateUndone', ids.other, { problem }))
      .thenNothing());

  it('has no files where it was never launched', () => vm.given(off).when(filesStep).thenNothing());

  it('hears nothing more', () => {
    const gone = vm.given(off).after(c.createUndone());
    gone.when(c.provisioned()).thenNothing();
    gone.when(c.recordStarted()).thenNothing();
    gone.when(c.remove(false)).thenNothing();
    gone.when(c.create('again')).thenRefused('vm.id-taken');
  });
});

describe('the files of a vm', () => {
  const removal = c.step('compute.RemoveVmFiles', ids.delete);
  const gone = [...running, e.crashed(), ...vm.given([...running, e.crashed()]).when(c.remove(false)).events];

  it('go with a deletion', () => {
    vm.given(gone).when(removal).thenTypes('compute.VmFilesRemovalRequested').thenOnlyOnce();
    vm.given(gone)
      .after(removal)
      .when(c.record('Removed', { request: null }))
      .thenTypes('compute.VmFilesRemoved')
      .thenOnlyOnce();
  });
  it('stay where nobody deletes it', () =>
    vm
      .given([...running, e.crashed()])
      .when(removal)
      .thenRefused('operation.ended'));
  it('stay while it runs', () =>
    vm
      .given([...running, ...deleting])
      .when(removal)
      .thenRefused('vm.running'));
  it('are not removed twice by news that come twice', () =>
    vm
      .given(gone)
      .after(removal)
      .after(c.record('Removed', { request: null }))
      .when(c.record('Removed', { request: null }))
      .thenNothing());
});

describe('a deletion', () => {
  it('has a vm stopped that its host lost from sight', () =>
    vm
      .given([...running, ...deleting, e.lost()])
      .when(c.step('compute.StopVm', ids.delete))
      .thenTypes('compute.VmStopRequested')
      .thenOnlyOnce());
  it('that fails leaves no step open', () =>
    vm
      .given([...running, ...deleting, e.stopRequested(ids.other)])
      .when(c.deleteFailed())
      .thenTypes('compute.VmStopFailed', 'compute.VmDeleteFailed')
      .thenState((state) => expect(state).toMatchObject({ operation: null, work: null })));
  it('is no way out of an operation of several steps', () => {
    vm.given(restarting).when(c.remove(true)).thenRefused('vm.busy');
    vm.given(booting).when(c.remove(true)).thenRefused('vm.busy', { blockedBy: ids.create.operationId });
  });
  it('is refused for what nobody sees', () =>
    vm
      .given([...running, e.lost()])
      .when(c.remove(true))
      .thenRefused('vm.unknown'));
});

describe('a restart', () => {
  const shutdownStep = c.step('compute.ShutdownVm', ids.restart, { timeoutSeconds: 60, force: false });
  const startStep = c.step('compute.StartVm', ids.restart);

  it('begins once', () =>
    vm.given(running).when(c.restart('restart')).thenTypes('compute.VmRestartRequested').thenOnlyOnce());
  it('is for a running vm', () => vm.given(off).when(c.restart('restart')).thenRefused('vm.not-running'));
  it('shuts down, then starts', () =>
    vm
      .given(restarting)
      .after(shutdownStep)
      .after(c.recordStopped(1, 'guest-shutdown'))
      .when(startStep)
      .thenTypes('compute.VmStartRequested')
      .thenState((state) => expect(state).toMatchObject({ operation: { type: 'vm.restart' }, generation: 2 })));
  it('does not start before the shutdown has ended', () =>
    vm.given(restarting).after(shutdownStep).when(startStep).thenRefused('vm.busy'));
  it('is not what somebody wants who shuts down', () => {
    const under = vm.given(restarting).after(shutdownStep);
    under.when(c.shutdown('d', 60)).thenRefused('vm.busy', { blockedBy: ids.restart.operationId });
    under
      .when(c.step('compute.ShutdownVm', ids.restart, { timeoutSeconds: 60, force: false }, 'second try'))
      .thenNothing();
  });
  it('is what somebody wants who starts', () =>
    vm
      .given(restarting)
      .after(shutdownStep)
      .after(c.recordStopped())
      .after(startStep)
      .when(c.start('s'))
      .thenNothing());
  it('that ends early gives up its step, and the vm is free', () => {
    const ended = vm.given(restarting).after(shutdownStep).when(c.record('RestartEnded', { problem }));
    ended.thenTypes('compute.VmShutdownFailed', 'compute.VmRestartEnded').thenOnlyOnce();
    ended.thenState((state) => expect(state).toMatchObject({ operation: null, work: null, status: 'running' }));
  });
});

describe('late and repeated words of a host', () => {
  it('do not bring a vm back to life that has run and ended', () => {
    const ended = [...running, e.crashed()];
    vm.given(ended).when(c.recordStarted()).thenNothing();
    vm.given(ended)
      .when(c.recordStarted(1, { ...process, pid: 4711 }))
      .thenTypes('compute.VmStarted');
  });
  it('of a pause, a resume or a reset are no news of a vm that is off', () => {
    const ended = [...running, e.crashed()];
    vm.given(ended)
      .when(c.record('Paused', { generation: 1, reason: 'x', request: null }))
      .thenNothing();
    vm.given(ended)
      .when(c.record('Resumed', { generation: 1, request: null }))
      .thenNothing();
    vm.given(ended).when(c.recordReset('guest')).thenNothing();
  });
  it('of a crash are told once while its files are removed', () =>
    vm
      .given([...running, e.crashed(), filesAsked])
      .when(c.recordCrashed())
      .thenNothing());
  it('that refuse older work end it all the same', () => {
    const newer = [...running, e.stopRequested(), e.started(null)];
    const refused = { generation: 0, problem, request: ids.stop };
    vm.given(newer).when(c.record('ActionFailed', refused)).thenTypes('compute.VmStopFailed').thenOnlyOnce();
  });
  it('of an older launch are told once, and the vm is found', () => {
    const older = [...running, e.crashed(), e.startRequested(ids.other, 2), e.startFailed(ids.other), e.lost()];
    vm.given(older).when(c.sight('running')).thenTypes('compute.VmDriftDetected', 'compute.VmFound').thenOnlyOnce();
  });
});

describe('an update', () => {
  it('to what is so already does nothing', () => {
    vm.given(off)
      .when(c.update({ vcpus: 1, name: 'web-1', boot: { ...facts.boot } }))
      .thenNothing();
    vm.given(off)
      .when(c.update({ vcpus: 1, description: 'new' }))
      .thenTypes('compute.VmUpdated')
      .thenOnlyOnce();
  });
  it('waits for the operation under way', () =>
    vm
      .given([...off, e.startRequested()])
      .when(c.update({ name: 'b' }))
      .thenRefused('vm.busy'));
});

it('tells who may give up what', () => {
  vm.given([...running, e.shutdownRequested()])
    .when(c.cancel(ids.other.operationId))
    .thenRefused('operation.ended');
  vm.given(restarting).when(c.cancel(ids.restart.operationId)).thenRefused('operation.not-cancellable');
});
