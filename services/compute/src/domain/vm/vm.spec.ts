/** The rules of a vm, read as sentences. */
import type { VmProcess } from '@chronovisor/contracts';
import { specify } from '@chronovisor/testing';
import { describe, expect, it } from 'vitest';
import { vmDecider } from './decide/decide.ts';
import { build } from './vm.fixture.ts';

const vm = specify(vmDecider);
const { events: e, commands: c, ids, facts } = build();
const off = [e.created(), e.provisioned()];
const starting = [...off, e.startRequested()];
const running = [...starting, e.started()];
const paused = [...running, e.paused()];
const stopping = [...running, e.stopRequested()];
const shuttingDown = [...running, e.shutdownRequested()];
const lost = [...running, e.lost()];

describe('a creation', () => {
  it('begins with building', () => vm.when(c.create()).thenTypes('compute.VmCreated').thenOnlyOnce());
  it('is heard once when it is delivered twice', () =>
    vm
      .given([e.created(c.create().meta)])
      .when(c.create())
      .thenNothing());
  it('takes no id twice', () => vm.given(off).when(c.create('again')).thenRefused('vm.id-taken'));
  it('ends off when no boot was asked for', () =>
    vm
      .given([e.created()])
      .when(c.provisioned())
      .thenTypes('compute.VmProvisioned')
      .thenState((state) => expect(state).toMatchObject({ status: 'off', operation: null })));
  it('stays busy until the boot that belongs to it', () => {
    const creating = [e.created(undefined, true), e.provisioned()];
    vm.given(creating).when(c.start('other')).thenRefused('vm.busy', { blockedBy: ids.create.operationId });
    vm.given([...creating, e.startRequested(ids.create), e.started(ids.create)])
      .when(c.start('other'))
      .thenNothing()
      .thenState((state) => expect(state).toMatchObject({ status: 'running', operation: null }));
  });
  it('leaves a failed boot to be undone', () =>
    vm
      .given([e.created(undefined, true), e.provisioned(), e.startRequested(ids.create), e.startFailed(ids.create)])
      .when(c.createUndone())
      .thenTypes('compute.VmCreateUndone')
      .thenState((state) => expect(state.kind).toBe('deleted')));
});

describe('a start', () => {
  it('asks the host with the next generation', () =>
    vm
      .given(off)
      .when(c.start('s'))
      .thenTypes('compute.VmStartRequested')
      .thenOnlyOnce()
      .thenState((state) => expect(state).toMatchObject({ generation: 1, status: 'off' })));
  it('joins a start under way', () => vm.given(starting).when(c.start('second')).thenNothing());
  it('finds a running vm as asked', () => vm.given(running).when(c.start('second')).thenNothing());
  it('is no way out of a pause', () => vm.given(paused).when(c.start('s')).thenRefused('vm.not-off'));
  it('is refused while nobody knows how the vm is', () => vm.given(lost).when(c.start('s')).thenRefused('vm.unknown'));
  it('is refused while the vm is being made', () =>
    vm.given([e.created()]).when(c.start('s')).thenRefused('vm.building'));
  it('is refused for what does not exist', () => vm.when(c.start('s')).thenRefused('vm.not-found'));
  it('ends when its host saw the vm run', () =>
    vm
      .given(starting)
      .when(c.recordStarted())
      .then([e.started()])
      .thenState((state) => expect(state).toMatchObject({ status: 'running', operation: null, work: null })));
  it('ends with the failure its host tells', () =>
    vm
      .given(starting)
      .when(c.recordFailed(ids.start))
      .thenTypes('compute.VmStartFailed')
      .thenState((state) => expect(state).toMatchObject({ status: 'off', operation: null })));
  it('fails when QEMU crashes meanwhile', () =>
    vm.given(starting).when(c.recordCrashed()).thenTypes('compute.VmCrashed', 'compute.VmStartFailed'));
  it('takes no word of an earlier launch', () => {
    const again = [...running, e.crashed(), e.startRequested(ids.start, 2)];
    vm.given(again).when(c.recordStarted(1)).thenNothing();
    vm.given(again).when(c.recordCrashed(1)).thenNothing();
    vm.given(again).when(c.recordStopped(1)).thenNothing();
  });
});

describe('the word of another host', () => {
  const said = (command: ReturnType<typeof c.recordStarted>, id: string) => ({
    ...command,
    meta: { ...command.meta, actor: { kind: 'host' as const, id } },
  });
  it.each([c.recordStarted(2), c.recordStopped(), c.recordCrashed(), c.sight('running'), c.recordFailed(ids.start)])(
    'is refused, and that of its own is heard: $type',
    (command) => {
      vm.given(starting).when(said(command, 'another')).thenRefused('vm.elsewhere');
      expect(
        vmDecider.decide(said(command, facts.hostId), starting.reduce(vmDecider.evolve, vmDecider.initial)),
      ).not.toEqual([]);
    },
  );
});

describe('a shutdown', () => {
  it('gives the guest its time', () =>
    vm
      .given(running)
      .when(c.shutdown('d', 60))
      .then([e.shutdownRequested({ ...ids.shutdown }, '2026-01-01T00:01:00.000Z')])
      .thenOnlyOnce());
  it('finds a vm that is off as asked', () => vm.given(off).when(c.shutdown('d', 60)).thenNothing());
  it('is refused while paused, with a way out', () =>
    vm.given(paused).when(c.shutdown('d', 60)).thenRefused('vm.not-running'));
  it('ends when the guest goes off', () =>
    vm
      .given(shuttingDown)
      .when(c.recordStopped(1, 'guest-shutdown'))
      .then([e.stopped(ids.shutdown, 'guest-shutdown')])
      .thenState((state) => expect(state).toMatchObject({ status: 'off', operation: null })));
  it('fails by its time-out when the guest ignores it, and the vm runs on', () =>
    vm
      .given(shuttingDown)
      .when(c.expire(ids.shutdown.commandId))
      .thenTypes('compute.VmShutdownFailed')
      .thenState((state) => expect(state).toMatchObject({ status: 'running', operation: null })));
  it('cuts the power by its time-out when forced', () =>
    vm
      .given([...running, e.shutdownRequested(ids.shutdown, undefined, true)])
      .when(c.expire(ids.shutdown.commandId))
      .thenTypes('compute.VmStopRequested')
      .thenState((state) => expect(state).toMatchObject({ work: { type: 'stop' } })));
  it('expires once, and only for itself', () => {
    vm.given(shuttingDown).when(c.expire(ids.start.commandId)).thenNothing();
    vm.given(running).when(c.expire(ids.shutdown.commandId)).thenNothing();
  });
  it('can be given up', () =>
    vm
      .given(shuttingDown)
      .when(c.cancel(ids.shutdown.operationId))
      .thenTypes('compute.VmOperationCancelled')
      .thenState((state) => expect(state).toMatchObject({ status: 'running', operation: null })));
  it('ends well, and honestly, when QEMU crashes', () =>
    vm.given(shuttingDown).when(c.recordCrashed()).thenTypes('compute.VmCrashed', 'compute.VmShutdownFailed'));
});

describe('a stop', () => {
  it('cuts the power of a running vm', () =>
    vm.given(running).when(c.stop('x')).thenTypes('compute.VmStopRequested').thenOnlyOnce());
  it('cuts the power of a paused vm', () => vm.given(paused).when(c.stop('x')).thenTypes('compute.VmStopRequested'));
  it('goes over a shutdown under way, which fails', () =>
    vm.given(shuttingDown).when(c.stop('x')).thenTypes('compute.VmShutdownFailed', 'compute.VmStopRequested'));
  it('goes over a start under way, which fails', () =>
    vm.given(starting).when(c.stop('x')).thenTypes('compute.VmStartFailed', 'compute.VmStopRequested'));
  it('does not break into an operation of several steps', () =>
    vm
      .given([...running, e.restartRequested()])
      .when(c.stop('x'))
      .thenRefused('vm.busy'));
  it('counts a crash as being off', () =>
    vm.given(stopping).when(c.recordCrashed()).thenTypes('compute.VmCrashed', 'compute.VmStopped'));
  it('finds a vm that is off as asked', () => vm.given(off).when(c.stop('x')).thenNothing());
  it('cannot be given up', () =>
    vm.given(stopping).when(c.cancel(ids.stop.operationId)).thenRefused('operation.not-cancellable'));
});

describe('pause, resume and reset', () => {
  it('pauses a running vm only', () => {
    vm.given(running).when(c.pause('p')).thenTypes('compute.VmPauseRequested').thenOnlyOnce();
    vm.given(paused).when(c.pause('p')).thenNothing();
    vm.given(off).when(c.pause('p')).thenRefused('vm.not-running');
  });
  it('resumes a paused vm only', () => {
    vm.given(paused).when(c.resume('r')).thenTypes('compute.VmResumeRequested').thenOnlyOnce();
    vm.given(running).when(c.resume('r')).thenNothing();
    vm.given(off).when(c.resume('r')).thenRefused('vm.not-paused');
  });
  it('resets a running vm only', () => {
    vm.given(running).when(c.reset('z')).thenTypes('compute.VmResetRequested').thenOnlyOnce();
    vm.given(paused).when(c.reset('z')).thenRefused('vm.not-running');
  });
  it('tells a reset by the guest from one by request', () =>
    vm
      .given(running)
      .when(c.recordReset('guest'))
      .then([e.wasReset('guest')]));
});

describe('reality', () => {
  it('records a crash nobody asked for', () =>
    vm
      .given(running)
      .when(c.recordCrashed())
      .thenTypes('compute.VmCrashed')
      .thenOnlyOnce()
      .thenState((state) => expect(state).toMatchObject({ status: 'off', lastExit: { signal: 'SIGKILL' } })));
  it('records a guest that went off by itself', () =>
    vm.given(running).when(c.recordStopped(1, 'guest-shutdown')).thenTypes('compute.VmStopped').thenOnlyOnce());
  it('starts at once after a crash', () =>
    vm
      .given([...running, e.crashed()])
      .when(c.start('again'))
      .thenTypes('compute.VmStartRequested'));
  it('is unknown while its host is silent, and true again afterwards', () => {
    vm.given(running).when(c.unknown()).thenTypes('compute.VmLost').thenOnlyOnce();
    vm.given(lost)
      .when(c.sight('running'))
      .thenTypes('compute.VmFound')
      .thenState((state) => expect(state).toMatchObject({ status: 'running' }));
    vm.given(lost).when(c.sight('off', true)).thenTypes('compute.VmStopped');
    vm.given(lost).when(c.sight('off', false)).thenTypes('compute.VmCrashed');
  });
  it('finds a vm that was off before its host fell silent', () =>
    vm
      .given([...off, e.lost()])
      .when(c.sight('off', null))
      .thenTypes('compute.VmFound')
      .thenState((state) => expect(state).toMatchObject({ status: 'off' })));
  it('takes a sighting for the outcome of a start', () =>
    vm
      .given(starting)
      .when(c.sight('running'))
      .thenTypes('compute.VmStarted')
      .thenState((state) => expect(state).toMatchObject({ operation: null })));
  it('leaves a start under way alone when its host has nothing yet', () =>
    vm.given(starting).when(c.sight('off', null)).thenNothing());
  it('takes no word of an older launch that is over', () =>
    vm
      .given([...running, e.crashed(), e.startRequested(ids.start, 2), e.started(ids.start, 2)])
      .when(c.sight('off', false))
      .thenNothing());
  it('says nothing when log and host agree', () => vm.given(running).when(c.sight('running')).thenNothing());
  it('does not take a reused pid for the vm it knew', () => {
    const other: VmProcess = { pid: 100, startTicks: 999, accelerator: 'tcg' };
    vm.given(running).when(c.recordStarted(1, other)).thenTypes('compute.VmStarted');
  });
  it('tells of a vm that runs from an older launch', () =>
    vm
      .given([...running, e.crashed(), e.startRequested(ids.start, 2)])
      .when(c.sight('running'))
      .thenTypes('compute.VmDriftDetected'));
});

describe('a change', () => {
  it('of hardware is for a vm that is off', () => {
    vm.given(off)
      .when(c.update({ memory: 2 ** 28 }))
      .thenTypes('compute.VmUpdated')
      .thenState((state) => expect(state).toMatchObject({ config: { memory: 2 ** 28 } }));
    vm.given(running)
      .when(c.update({ memory: 2 ** 28 }))
      .thenRefused('vm.restart-needed');
  });
  it('of the name is for any time', () =>
    vm
      .given(running)
      .when(c.update({ name: 'other' as never }))
      .thenTypes('compute.VmUpdated'));
  it('of nothing does nothing', () => vm.given(off).when(c.update({})).thenNothing());
});

describe('a deletion', () => {
  it('begins with what is to go', () =>
    vm.given(off).when(c.remove(false)).thenTypes('compute.VmDeleteRequested').thenOnlyOnce());
  it('is refused while running unless forced', () => {
    vm.given(running).when(c.remove(false)).thenRefused('vm.running');
    vm.given(running).when(c.remove(true)).thenTypes('compute.VmDeleteRequested');
  });
  it('waits for a start unless forced', () => {
    vm.given(starting).when(c.remove(false)).thenRefused('vm.busy', { blockedBy: ids.start.operationId });
    vm.given(starting).when(c.remove(true)).thenTypes('compute.VmStartFailed', 'compute.VmDeleteRequested');
  });
  it('tells the host to stop even what was only being started', () => {
    const overtaken = vm.given(starting).after(c.remove(true));
    overtaken.when(c.stop('delete')).thenTypes('compute.VmStopRequested');
  });
  it('ends with nothing, and can then be asked for again', () => {
    const gone = vm.given(off).after(c.remove(false)).after(c.deleted());
    gone.when(c.remove(false)).thenNothing();
    gone.when(c.start('s')).thenRefused('vm.not-found');
    gone.when(c.recordStarted()).thenNothing();
  });
  it('is joined by who asks for the same, not by who wants the volumes to fare otherwise', () => {
    const going = vm.given(off).after(c.remove(false));
    going.when(c.step('compute.DeleteVm', ids.other, { volumes: 'delete', force: false })).thenNothing();
    going.when(c.step('compute.DeleteVm', ids.other, { volumes: 'keep', force: false })).thenRefused('vm.busy');
  });
  it('that fails leaves the vm free to be asked again', () =>
    vm
      .given(off)
      .after(c.remove(false))
      .after(c.deleteFailed())
      .when(c.remove(false))
      .thenTypes('compute.VmDeleteRequested'));
});
