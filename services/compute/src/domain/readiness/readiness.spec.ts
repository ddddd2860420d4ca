/** What a wait for a vm comes to, read as sentences. */
import type { VmStatus } from '@chronovisor/contracts';
import { checkRepeatedCommands, specify } from '@chronovisor/testing';
import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { type ReadinessCommand, readinessDecider } from './decide.ts';
import type { ReadinessEvent } from './state.ts';

const readiness = specify(readinessDecider);
const request = { operationId: 'o', commandId: 'c' };
const asCommand = (type: ReadinessCommand['type'], data: object, facts: object = {}): ReadinessCommand =>
  ({
    type,
    version: 1,
    data,
    meta: { ...request, at: '2026-01-01T00:00:00.000Z' },
    ...facts,
  }) as unknown as ReadinessCommand;
const happened = (type: ReadinessEvent['type'], data: object = {}): ReadinessEvent =>
  ({ type, version: 1, data: { vmId: 'db', ...data, request } }) as unknown as ReadinessEvent;

const ready = { type: 'ready' };
const wait = (until: object = ready, status: VmStatus | null = 'running') =>
  asCommand(
    'compute.AwaitReadiness',
    { vmId: 'db', until, timeoutSeconds: 60 },
    { vm: status === null ? null : { name: 'db', status, hostId: 'h', generation: 3 } },
  );
const problem = { code: 'readiness.timeout', message: 'no' };
const reached = () => asCommand('compute.RecordReadiness', { vmId: 'db', problem: null, request });
const failed = () => asCommand('compute.RecordReadiness', { vmId: 'db', problem, request });
const cancel = (operationId = 'o') => asCommand('compute.CancelReadiness', { operationId });

const deadline = '2026-01-01T00:01:00.000Z';
const awaited = (until: object = ready) =>
  happened('compute.ReadinessAwaited', { hostId: 'h', generation: 3, until, timeoutSeconds: 60, deadline });

describe('a wait for a vm', () => {
  it('is recorded with its deadline and the launch that is meant, once', () =>
    readiness.when(wait()).then([awaited()]).thenOnlyOnce());
  it('for nothing but that it runs is over at once', () =>
    readiness
      .when(wait({ type: 'running' }))
      .then([awaited({ type: 'running' }), happened('compute.ReadinessReached')])
      .thenOnlyOnce());
  it('is refused while the vm does not run', () =>
    readiness.when(wait(ready, 'off')).thenRefused('vm.not-running', { message: 'db is off' }));
  it('is refused while nobody knows how it is', () =>
    readiness.when(wait(ready, 'unknown')).thenRefused('vm.not-running'));
  it('is refused for a vm that is not there', () => readiness.when(wait(ready, null)).thenRefused('vm.not-found'));
  it('ends when the vm is so far', () =>
    readiness
      .given([awaited()])
      .when(reached())
      .then([happened('compute.ReadinessReached')])
      .thenOnlyOnce());
  it('ends with what keeps the vm from it', () =>
    readiness
      .given([awaited()])
      .when(failed())
      .then([happened('compute.ReadinessFailed', { problem })])
      .thenOnlyOnce());
  it('ends once, whoever says so later', () =>
    readiness
      .given([awaited(), happened('compute.ReadinessFailed', { problem })])
      .when(reached())
      .thenNothing());
  it('is given up on request', () =>
    readiness
      .given([awaited()])
      .when(cancel())
      .then([happened('compute.ReadinessCancelled')])
      .thenOnlyOnce());
  it('is not given up as part of something else, nor when it is over', () => {
    readiness.given([awaited()]).when(cancel('other')).thenRefused('operation.ended');
    readiness
      .given([awaited(), happened('compute.ReadinessReached')])
      .when(cancel())
      .thenRefused('operation.ended');
  });
  it('that was never asked for does not end', () => readiness.when(reached()).thenNothing());
});

it('hears what is repeated once', () => {
  const commands = fc.constantFrom(wait(), wait({ type: 'running' }), reached(), failed(), cancel());
  checkRepeatedCommands(readinessDecider, commands, { numRuns: 300 });
});
