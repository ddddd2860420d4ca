/** What every event makes of a vm: none is forgotten, and none of a vm that is gone matters. */
import { computeEvents } from '@chronovisor/contracts';
import { describe, expect, it } from 'vitest';
import { happened } from './decide/types.ts';
import { evolve } from './evolve.ts';
import { type PresentVm, type Vm, type VmEvent, noVm } from './state.ts';
import { build } from './vm.fixture.ts';

const { events: e, ids, facts } = build();
const { vmId, hostId, problem, process, exit, boot } = facts;
const fold = (...events: readonly VmEvent[]): Vm => events.reduce(evolve, noVm);
const after = (...events: readonly VmEvent[]): PresentVm => fold(...events) as PresentVm;

const off = [e.created(), e.provisioned()];
const running = [...off, e.startRequested(), e.started()];
const asked = { vmId, hostId, request: ids.other, generation: 1 };
const failed = { vmId, problem, request: ids.other };
const busy = (type: string) => ({ work: { type, request: ids.other }, operation: { type: `vm.${type}` } });
const idle = { work: null, operation: null };

const plugged = { from: { vcpus: 1, memory: 1 }, to: { vcpus: 2, memory: 1 } };
const changing = happened('compute.VmHardwareChangeRequested', { ...asked, changes: { vcpus: 2 }, ...plugged });
const vcpuDrift = happened('compute.VmDriftDetected', {
  vmId,
  field: 'vcpus',
  expected: '1',
  observed: '2',
  detail: 'x',
});
const repairAsked = happened('compute.VmDriftRepairRequested', {
  ...asked,
  field: 'vcpus',
  to: { vcpus: 1, memory: 1 },
});
const cloning = happened('compute.VmCloneBegun', { vmId, cloneId: vmId, mode: 'full', request: ids.other });
const copying = happened('compute.VmCopyRequested', {
  ...asked,
  request: ids.stop,
  cloneId: vmId,
  disks: [],
  variables: true,
});
const reconfigure = happened('compute.VmReconfigureRequested', {
  vmId,
  changes: { vcpus: 2 },
  before: { vcpus: 1 },
  timeoutSeconds: 60,
  force: false,
  request: ids.other,
});

type Row = readonly [given: readonly VmEvent[], event: VmEvent, becomes: object];
const pausing = [...running, happened('compute.VmPauseRequested', asked)];
const resuming = [...running, e.paused(), happened('compute.VmResumeRequested', asked)];
const resetting = [...running, happened('compute.VmResetRequested', asked)];
const stopping = [...running, e.stopRequested(ids.other)];
const shuttingDown = [...running, e.shutdownRequested(ids.other)];
const deletion = happened('compute.VmDeleteRequested', {
  vmId,
  hostId,
  request: ids.other,
  volumes: 'keep',
  wasRunning: false,
  disks: [],
  nics: [],
});
const removing = [...off, happened('compute.VmFilesRemovalRequested', { vmId, hostId, request: ids.other })];

const rows: readonly Row[] = [
  [[], e.created(), { status: 'building', operation: { type: 'vm.create' }, createdBy: ids.create.operationId }],
  [[e.created()], e.provisioned(), { status: 'off', config: { boot }, ...idle }],
  [[e.created()], happened('compute.VmCreateUndone', { vmId, problem }), { kind: 'deleted' }],
  [[e.created()], happened('compute.VmCreateFailed', { vmId, problem }), { status: 'off', ...idle }],
  [
    off,
    happened('compute.VmUpdated', { vmId, changes: { name: 'b', iso: null, description: 'd' }, request: ids.other }),
    { name: 'b', config: { iso: null, description: 'd', vcpus: 1 }, ...idle },
  ],
  [off, e.startRequested(ids.other), { ...busy('start'), generation: 1, status: 'off', lastExit: null }],
  [[...off, e.startRequested()], e.started(), { status: 'running', process, lastProcess: process, ...idle }],
  [[...off, e.startRequested()], e.startFailed(), { status: 'off', ...idle }],
  [running, e.shutdownRequested(ids.other), busy('shutdown')],
  [shuttingDown, happened('compute.VmShutdownFailed', failed), { status: 'running', ...idle }],
  [running, e.stopRequested(ids.other), busy('stop')],
  [stopping, e.stopped(ids.other), { status: 'off', process: null, lastProcess: process, ...idle }],
  [stopping, happened('compute.VmStopFailed', failed), { status: 'running', ...idle }],
  [running, e.crashed(), { status: 'off', process: null, lastExit: exit, lastProcess: process }],
  [running, happened('compute.VmPauseRequested', asked), busy('pause')],
  [pausing, happened('compute.VmPaused', { vmId, reason: 'x', request: ids.other }), { status: 'paused', ...idle }],
  [pausing, happened('compute.VmPauseFailed', failed), { status: 'running', ...idle }],
  [[...running, e.paused()], happened('compute.VmResumeRequested', asked), busy('resume')],
  [resuming, happened('compute.VmResumed', { vmId, request: ids.other }), { status: 'running', ...idle }],
  [resuming, happened('compute.VmResumeFailed', failed), { status: 'paused', ...idle }],
  [running, happened('compute.VmResetRequested', asked), busy('reset')],
  [resetting, happened('compute.VmReset', { vmId, by: 'request', request: ids.other }), { status: 'running', ...idle }],
  [resetting, happened('compute.VmResetFailed', failed), { status: 'running', ...idle }],
  [running, happened('compute.VmGuestPanicked', { vmId }), { status: 'running', ...idle }],
  [
    running,
    happened('compute.VmChangesKept', { vmId, pending: { vcpus: 2 }, request: ids.other }),
    { pending: { vcpus: 2 }, config: { vcpus: 1 }, ...idle },
  ],
  [running, changing, { work: { type: 'change-hardware', changes: { vcpus: 2 } }, operation: { type: 'vm.update' } }],
  [
    [...running, changing],
    happened('compute.VmHardwareChangeFailed', failed),
    { status: 'running', config: { vcpus: 1 }, ...idle },
  ],
  [running, cloning, { operation: { type: 'vm.clone' }, work: null }],
  [
    [...running, cloning],
    happened('compute.VmCloneEnded', { vmId, cloneId: vmId, frozen: true }),
    { ...idle, frozenFor: [vmId] },
  ],
  [
    [...running, cloning, happened('compute.VmCloneEnded', { vmId, cloneId: vmId, frozen: true })],
    happened('compute.VmThawed', { vmId, cloneId: vmId }),
    { ...idle, frozenFor: [] },
  ],
  [[...running, cloning], copying, { work: { type: 'copy' }, operation: { type: 'vm.clone' } }],
  [
    [...running, cloning, copying],
    happened('compute.VmCopied', { vmId, request: ids.stop }),
    { work: null, operation: { type: 'vm.clone' } },
  ],
  [
    [...running, cloning, copying],
    happened('compute.VmCopyFailed', { vmId, problem, request: ids.stop }),
    { work: null, operation: { type: 'vm.clone' } },
  ],
  [running, reconfigure, { operation: { type: 'vm.reconfigure' }, work: null }],
  [[...running, reconfigure], happened('compute.VmReconfigureEnded', { vmId, problem: null }), idle],
  [running, e.restartRequested(), { operation: { type: 'vm.restart' }, work: null }],
  [[...running, e.restartRequested()], happened('compute.VmRestartEnded', { vmId, problem: null }), idle],
  [
    shuttingDown,
    happened('compute.VmOperationCancelled', { vmId, request: ids.other }),
    { status: 'running', ...idle },
  ],
  [off, deletion, { operation: { type: 'vm.delete' }, work: null }],
  [off, happened('compute.VmFilesRemovalRequested', { vmId, hostId, request: ids.other }), busy('remove-files')],
  [removing, happened('compute.VmFilesRemoved', { vmId, request: ids.other }), idle],
  [removing, happened('compute.VmFilesRemovalFailed', failed), idle],
  [[...off, deletion], happened('compute.VmDeleted', { vmId }), { kind: 'deleted', name: 'web-1' }],
  [[...off, deletion], happened('compute.VmDeleteFailed', { vmId, problem }), { status: 'off', ...idle }],
  [running, e.lost(), { status: 'unknown', process }],
  [[...running, e.lost()], happened('compute.VmFound', { vmId, observed: 'paused', process }), { status: 'paused' }],
  [
    running,
    happened('compute.VmDriftDetected', { vmId, expected: 'generation 1', observed: 'generation 0', detail: 'x' }),
    { status: 'running', drifts: [{ field: 'power', expected: 'generation 1', observed: 'generation 0' }] },
  ],
  [
    [...running, happened('compute.VmDriftDetected', { vmId, expected: 'running', observed: 'paused', detail: 'x' })],
    happened('compute.VmDriftAdopted', { vmId, expected: 'running', observed: 'paused', request: ids.other }),
    { drifts: [], meant: 'paused' },
  ],
  [
    [...running, vcpuDrift],
    happened('compute.VmDriftAdopted', { vmId, field: 'vcpus', expected: '1', observed: '2', request: ids.other }),
    { drifts: [], meant: 'running' },
  ],
  [[...running, vcpuDrift], happened('compute.VmDriftCleared', { vmId, field: 'vcpus' }), { drifts: [] }],
  [[...running, vcpuDrift], repairAsked, busy('repair-drift')],
  [
    [...running, vcpuDrift, repairAsked],
    happened('compute.VmDriftRepaired', { vmId, field: 'vcpus', request: ids.other }),
    { drifts: [], ...idle },
  ],
  [
    [...running, vcpuDrift, repairAsked],
    happened('compute.VmDriftRepairFailed', failed),
    { drifts: [{ field: 'vcpus' }], ...idle },
  ],
];

describe('a vm', () => {
  it.each(rows.map(([given, event, becomes]) => [event.type, given, event, becomes] as const))(
    'takes in %s',
    (_type, given, event, becomes) => {
      expect(fold(...given, event)).toMatchObject(becomes);
    },
  );

  it('has a row above for every event there is', () => {
    const types = computeEvents.map(({ type }) => type).filter((type) => type.startsWith('compute.Vm'));
    expect(new Set(rows.map(([, { type }]) => type))).toEqual(new Set(types));
  });

  it('keeps the operation that a failed step belongs to', () => {
    const creating = [
      e.created(undefined, true),
      e.provisioned(),
      e.startRequested(ids.other),
      e.startFailed(ids.other),
    ];
    expect(after(...creating)).toMatchObject({ operation: { type: 'vm.create' }, work: null });
    const restarting = [...running, e.restartRequested(), e.shutdownRequested(ids.other)];
    const problemOf = happened('compute.VmShutdownFailed', failed);
    expect(after(...restarting, problemOf)).toMatchObject({ operation: { type: 'vm.restart' }, work: null });
    expect(after(...off, deletion, e.stopRequested(ids.stop), e.stopped(ids.stop))).toMatchObject({
      operation: { type: 'vm.delete' },
      work: null,
    });
  });

  it('ends its creation with the boot that belongs to it', () => {
    const creating = [e.created(undefined, true), e.provisioned(), e.startRequested(ids.other)];
    expect(after(...creating)).toMatchObject({ operation: { type: 'vm.create' } });
    expect(after(...creating, e.started(ids.other))).toMatchObject({ status: 'running', ...idle });
  });

  it('keeps what nobody asked for apart from what is under way', () => {
    expect(after(...stopping, e.started(null))).toMatchObject({ status: 'running', work: { type: 'stop' } });
    expect(after(...pausing, e.stopped(null))).toMatchObject({ status: 'off', work: { type: 'pause' } });
    expect(after(...resetting, e.wasReset('guest'))).toMatchObject({ work: { type: 'reset' } });
  });

  it('turns a shutdown that took too long into a stop of the same request', () => {
    const forced = after(...shuttingDown, e.stopRequested(ids.other));
    expect(forced).toMatchObject({ work: { type: 'stop', request: ids.other }, operation: { type: 'vm.shutdown' } });
    expect(evolve(forced, e.stopped(ids.other))).toMatchObject({ status: 'off', ...idle });
  });

  it('that is gone, or never was, is moved by nothing', () => {
    const gone: Vm = { kind: 'deleted', name: 'web-1' };
    for (const [, event] of rows.filter(([, { type }]) => type !== 'compute.VmCreated')) {
      expect([evolve(gone, event), evolve(noVm, event)]).toEqual([gone, noVm]);
    }
  });
});
