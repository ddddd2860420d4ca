/** One order to many vms: each is carried out as an operation of its own, so many at a time, in the order that `after` asks for. */
import { z } from 'zod';
import { command, event } from '../define.ts';
import { OperationId, VmId } from '../ids.ts';
import { Problem, Request } from '../messages.ts';
import { Name } from '../units.ts';
import { LONGEST_WAIT_SECONDS, Until } from './dependencies.ts';

export const MOST_BULK_VMS = 10_000;
export const MOST_AT_ONCE = 256;

export const BulkAction = z.enum([
  'start',
  'shutdown',
  'stop',
  'restart',
  'pause',
  'resume',
  'delete',
  'reconfigure',
  'label',
]);
export type BulkAction = z.infer<typeof BulkAction>;

/** A command to a vm, without the vm. */
export const BulkOrder = z.strictObject({ type: z.string().max(100), data: z.record(z.string(), z.json()) });
export type BulkOrder = z.infer<typeof BulkOrder>;

/** How far another vm of the same bulk has to be. Beyond `running` it is waited for with `compute.AwaitReadiness`. */
export const BulkEdge = z.strictObject({
  vmId: VmId,
  until: Until,
  timeoutSeconds: z.int().min(1).max(LONGEST_WAIT_SECONDS),
});
export type BulkEdge = z.infer<typeof BulkEdge>;

export const BulkItem = z.strictObject({
  vmId: VmId,
  /** As it is called now; it may be gone when the operation is looked at. */
  name: Name,
  /** Where it differs from the order to all. */
  order: BulkOrder.optional(),
  /** Not before all of these hold; left out where it waits for nobody. */
  after: z.array(BulkEdge).max(MOST_BULK_VMS).optional(),
  /** Of a vm that goes off and comes back: what brings it back, once it is off and all of these have come back. */
  back: z.strictObject({ order: BulkOrder, after: z.array(BulkEdge).max(MOST_BULK_VMS) }).optional(),
});
export type BulkItem = z.infer<typeof BulkItem>;

const operationId = OperationId;
const whole = {
  operationId,
  action: BulkAction,
  order: BulkOrder,
  items: z.array(BulkItem).min(1).max(MOST_BULK_VMS),
  /** Vms that are worked on at the same time. */
  concurrency: z.int().min(1).max(MOST_AT_ONCE),
  /** After the first failure: go on with the rest, or send nothing more. */
  onError: z.enum(['continue', 'stop']),
  /** Of what goes off: also every running vm that needs one of these. Left out where it is not asked for. */
  dependents: z.boolean().optional(),
};

export const BeginBulk = command(
  'compute.BeginBulk',
  'Give an order to many vms. Legal when each vm is named once and none waits for itself.',
  whole,
);
export const CancelBulk = command('compute.CancelBulk', 'Send nothing more. Legal while it runs.', { operationId });

/** The operation of each vm's order; how a check on it is called where one is made. */
const sent = z.strictObject({ vmId: VmId, operationId });
const ended = z.strictObject({
  vmId: VmId,
  outcome: z.enum(['succeeded', 'failed', 'skipped']),
  problem: Problem.nullable(),
  /** Null when nothing had to be done or nothing was sent. */
  operationId: operationId.nullable(),
});
const check = z.string();

export const BulkStarted = event(
  'compute.BulkStarted',
  'An order to many vms began.',
  { ...whole, request: Request },
  { opens: 'vm.bulk' },
);
export const BulkVmsSent = event('compute.BulkVmsSent', 'The order of these vms is to be sent.', {
  operationId,
  vms: z.array(sent),
});
export const BulkVmsTurned = event(
  'compute.BulkVmsTurned',
  'These vms went off as the first of two orders asked; the second is sent when its turn has come.',
  { operationId, vms: z.array(z.strictObject({ vmId: VmId, operationId })) },
);
export const BulkVmsEnded = event('compute.BulkVmsEnded', 'The order of these vms is over.', {
  operationId,
  vms: z.array(ended),
});
export const BulkChecksSent = event('compute.BulkChecksSent', 'How far these vms are is to be watched.', {
  operationId,
  checks: z.array(z.strictObject({ check, vmId: VmId, operationId })),
});
export const BulkChecksEnded = event('compute.BulkChecksEnded', 'These vms are so far, or will not be.', {
  operationId,
  checks: z.array(z.strictObject({ check, vmId: VmId, problem: Problem.nullable() })),
});
export const BulkHalted = event(
  'compute.BulkHalted',
  'Nothing more is sent: what is under way ends, the rest never begins.',
  {
    operationId,
    why: z.enum(['cancelled', 'error']),
    by: z.string(),
  },
);

const over = { operationId, problem: Problem, request: Request };
export const BulkSucceeded = event(
  'compute.BulkSucceeded',
  'Every vm did as it was asked.',
  { operationId, request: Request },
  { ends: 'succeeded' },
);
export const BulkFailed = event('compute.BulkFailed', 'Some vms did not do as they were asked.', over, {
  ends: 'failed',
});
export const BulkCancelled = event(
  'compute.BulkCancelled',
  'It was cancelled, and what was under way has ended.',
  over,
  {
    ends: 'cancelled',
  },
);

export const bulkCommands = [BeginBulk, CancelBulk] as const;
export const bulkEvents = [
  BulkStarted,
  BulkVmsSent,
  BulkVmsTurned,
  BulkVmsEnded,
  BulkChecksSent,
  BulkChecksEnded,
  BulkHalted,
  BulkSucceeded,
  BulkFailed,
  BulkCancelled,
] as const;
export const bulkRefusals = {
  'bulk.no-vms': 'invalid',
  'bulk.invalid': 'invalid',
  'bulk.cycle': 'invalid',
} as const;
