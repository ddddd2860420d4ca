/** Waiting until a vm is as far as somebody needs it: one step, with an end of its own. */
import { z } from 'zod';
import { command, event, hostCommand } from '../define.ts';
import { HostId, OperationId, VmId } from '../ids.ts';
import { Problem, Request } from '../messages.ts';
import { Timestamp } from '../units.ts';
import { LONGEST_WAIT_SECONDS, Until } from './dependencies.ts';

const vmId = VmId;
const generation = z.int().nonnegative();
const timeoutSeconds = z.int().min(1).max(LONGEST_WAIT_SECONDS);

export const AwaitReadiness = command('compute.AwaitReadiness', 'Wait until a vm is so far. Legal while it runs.', {
  vmId,
  until: Until,
  timeoutSeconds,
});
export const RecordReadiness = command(
  'compute.RecordReadiness',
  'A vm is so far, or will not be: its host, the log or the clock says so. Legal while it is waited for.',
  { vmId, problem: Problem.nullable(), request: Request },
);
export const CancelReadiness = command(
  'compute.CancelReadiness',
  'Stop waiting. Legal while the operation waits and is nothing but this wait.',
  { operationId: OperationId },
);

export const ReadinessAwaited = event(
  'compute.ReadinessAwaited',
  'Somebody waits until a vm is so far.',
  { vmId, hostId: HostId, generation, until: Until, timeoutSeconds, deadline: Timestamp, request: Request },
  { opens: 'vm.await-readiness' },
);
export const ReadinessReached = event(
  'compute.ReadinessReached',
  'The vm is as far as was waited for.',
  { vmId, request: Request },
  { ends: 'succeeded' },
);
export const ReadinessFailed = event(
  'compute.ReadinessFailed',
  'The vm did not come so far.',
  { vmId, problem: Problem, request: Request },
  { ends: 'failed' },
);
export const ReadinessCancelled = event(
  'compute.ReadinessCancelled',
  'Nobody waits for it any more.',
  { vmId, request: Request },
  { ends: 'cancelled' },
);

export const HostAwaitReadiness = hostCommand(
  'compute.AwaitReadiness',
  'Watch a vm until it is so far, and say when it is.',
  { vmId, generation, until: Until, timeoutSeconds, request: Request },
);

export const readinessCommands = [AwaitReadiness, RecordReadiness, CancelReadiness] as const;
export const readinessEvents = [ReadinessAwaited, ReadinessReached, ReadinessFailed, ReadinessCancelled] as const;
export const readinessHostMessages = [HostAwaitReadiness] as const;
export const readinessRefusals = {
  'readiness.no-address': 'invalid',
} as const;
