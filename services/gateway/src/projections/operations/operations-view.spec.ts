import {
  CancelRequested,
  CompensationStarted,
  OperationSettled,
  SagaEnded,
  SagaStarted,
  SagaStuck,
  SagaUnstuck,
  StepDispatched,
  StepFailed,
  StepSucceeded,
  VmShutdownFailed,
  VmShutdownRequested,
  VmStarted,
  VmStartRequested,
  VmStopped,
  VmStopRequested,
  VmUpdated,
  type http,
} from '@chronovisor/contracts';
import { newId } from '@chronovisor/kernel/ids';
import { beforeEach, describe, expect, it } from 'vitest';
import { logInto, type Log } from '../../../test/log.ts';
import { happening, type Happening } from '../../../test/recorder.ts';
import { created, launchSpec, requestOf } from '../../../test/samples.ts';
import { OperationsView } from './view.ts';

const vmId = newId();
const hostId = newId();
const stream = `vm-${vmId}`;
const problem = { code: 'vm.shutdown-timeout', message: 'it did not listen', hint: 'Stop it.' };
const process = { pid: 7, startTicks: 5, accelerator: 'tcg' as const };

let view: OperationsView;
let log: Log;
beforeEach(() => {
  view = new OperationsView();
  log = logInto(view);
});

const operation = (id: string): http.OperationDocument => view.documents.document(id) as http.OperationDocument;
const start = (request: ReturnType<typeof requestOf>): Happening =>
  happening(VmStartRequested, { vmId, hostId, request, generation: 1, launch: launchSpec(vmId, 'web-1') });

describe('an operation of one step', () => {
  it('runs from its intent to its outcome', () => {
    const request = requestOf();
    log.put(stream, start(request));
    expect(operation(request.operationId)).toMatchObject({
      type: 'vm.start',
      status: 'running',
      target: `/api/v1/vms/${vmId}`,
      progress: { done: 0, total: 1 },
      finishedAt: null,
      correlationId: 'trace',
      actor: { kind: 'user', id: 'admin' },
      position: 1,
    });
    log.put(stream, happening(VmStarted, { vmId, generation: 1, process, request }));
    expect(operation(request.operationId)).toMatchObject({ status: 'succeeded', progress: { done: 1 }, position: 2 });
    expect(operation(request.operationId).finishedAt).not.toBeNull();
  });

  it('ends with the problem it met', () => {
    const request = requestOf();
    const asked = { vmId, hostId, request, generation: 1, deadline: '2026-01-01T00:00:00.000Z', force: false };
    log.put(stream, happening(VmShutdownRequested, asked), happening(VmShutdownFailed, { vmId, problem, request }));
    expect(operation(request.operationId)).toMatchObject({
      status: 'failed',
      problem: {
        type: 'urn:chronovisor:problem:vm.shutdown-timeout',
        code: 'vm.shutdown-timeout',
        detail: 'it did not listen',
        hint: 'Stop it.',
      },
    });
  });

  it('keeps its type when force turns a shutdown into a stop', () => {
    const request = requestOf();
    const asked = { vmId, hostId, request, generation: 1 };
    log.put(stream, happening(VmShutdownRequested, { ...asked, deadline: '2026-01-01T00:00:00.000Z', force: true }));
    log.put(stream, happening(VmStopRequested, asked));
    log.put(stream, happening(VmStopped, { vmId, reason: 'stop-requested', exit: null, request }));
    expect(operation(request.operationId)).toMatchObject({ type: 'vm.shutdown', status: 'succeeded' });
  });

  it('may begin and end in one event, or have had nothing to do', () => {
    const request = requestOf();
    log.put(stream, happening(VmUpdated, { vmId, changes: { description: 'x' }, request }));
    expect(operation(request.operationId)).toMatchObject({ type: 'vm.update', status: 'succeeded' });
    const other = requestOf();
    log.put(
      `operation-${other.operationId}`,
      happening(OperationSettled, { type: 'vm.stop', target: '/api/v1/vms/x', request: other }),
    );
    expect(operation(other.operationId)).toMatchObject({
      type: 'vm.stop',
      status: 'succeeded',
      target: '/api/v1/vms/x',
    });
  });

  it('is not made by what nobody asked for', () => {
    log.put(stream, happening(VmStopped, { vmId, reason: 'guest-shutdown', exit: null, request: null }));
    expect(view.documents.size).toBe(0);
  });

  it('calls those who wait for its end, once', () => {
    const request = requestOf();
    let called = 0;
    view.onEnd(request.operationId, () => (called += 1));
    const leave = view.onEnd(request.operationId, () => (called += 100));
    leave();
    log.put(stream, start(request));
    expect(called).toBe(0);
    log.put(stream, happening(VmStarted, { vmId, generation: 1, process, request }));
    log.put(stream, happening(VmStarted, { vmId, generation: 1, process, request }));
    expect(called).toBe(1);
  });
});

describe('an operation of a saga', () => {
  const request = requestOf();
  const id = request.operationId;
  const saga = `saga-${id}`;
  const base = {
    definition: 'provision-vm',
    definitionVersion: 1,
    type: 'vm.create',
    target: `/vms/${vmId}`,
    input: null,
  };
  const dispatched = (step: string, direction: 'do' | 'undo' = 'do', attempt = 1): Happening =>
    happening(StepDispatched, {
      step,
      direction,
      attempt,
      commandId: newId(),
      command: { type: 'x', version: 1, data: null },
      deadline: '2026-01-01T00:00:00.000Z',
    });
  const done = (step: string, direction: 'do' | 'undo' = 'do'): Happening =>
    happening(StepSucceeded, { step, direction, commandId: newId(), output: null });
  const failed = (step: string, retryAt: string | null): Happening =>
    happening(StepFailed, { step, direction: 'do', commandId: newId(), attempt: 1, problem, retryAt, inDoubt: false });

  beforeEach(() => {
    log.put(stream, created(vmId, hostId, { request }));
    log.put(saga, happening(SagaStarted, { ...base, operationId: id, steps: ['disk', 'nic'] }));
  });

  it('shows its steps and how far it is', () => {
    log.put(saga, dispatched('disk'));
    expect(operation(id)).toMatchObject({
      type: 'vm.create',
      status: 'running',
      progress: { done: 0, total: 2, step: 'disk' },
    });
    log.put(
      saga,
      done('disk'),
      dispatched('nic'),
      done('nic'),
      happening(SagaEnded, { outcome: 'succeeded', problem: null }),
    );
    expect(operation(id)).toMatchObject({
      status: 'succeeded',
      target: `/api/v1/vms/${vmId}`,
      progress: { done: 2, total: 2, step: null },
      steps: [
        { name: 'disk', status: 'succeeded' },
        { name: 'nic', status: 'succeeded' },
      ],
    });
  });

  it('is not ended, and has no sibling, by a step’s own events', () => {
    const step = { operationId: id, commandId: newId() } as ReturnType<typeof requestOf>;
    log.put(stream, start(step), happening(VmStarted, { vmId, generation: 1, process, request: step }));
    expect(operation(id).status).toBe('running');
    expect(view.documents.size).toBe(1);
  });

  it('shows what failed and what was taken back', () => {
    log.put(saga, dispatched('disk'), done('disk'), dispatched('nic'), failed('nic', '2026-01-01T00:01:00.000Z'));
    expect(operation(id).steps[1]).toMatchObject({ status: 'running', problem: { code: problem.code } });
    log.put(saga, failed('nic', null), happening(CompensationStarted, { cause: 'failure', problem }));
    log.put(saga, dispatched('disk', 'undo'));
    expect(operation(id)).toMatchObject({
      status: 'running',
      progress: { step: 'disk' },
      steps: [{ status: 'undoing' }, { status: 'failed' }],
    });
    log.put(saga, done('disk', 'undo'), happening(SagaEnded, { outcome: 'failed', problem }));
    expect(operation(id)).toMatchObject({
      status: 'failed',
      problem: { code: problem.code },
      steps: [{ status: 'undone' }, {}],
    });
  });

  it('says when it is being cancelled, and when it is stuck', () => {
    log.put(saga, happening(CancelRequested, { by: 'admin' }));
    expect(operation(id).status).toBe('cancelling');
    log.put(saga, happening(SagaStuck, { step: 'disk', problem }));
    expect(operation(id)).toMatchObject({ status: 'stuck', problem: { code: problem.code } });
    log.put(saga, happening(SagaUnstuck, { step: 'disk', how: 'skip', by: 'admin' }));
    log.put(saga, happening(SagaEnded, { outcome: 'cancelled', problem: null }));
    expect(operation(id).status).toBe('cancelled');
  });
});
